package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.broker.LocalBroker;
import io.gyre.broker.PortInUseException;
import io.gyre.cli.option.FileOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.PublishingOptions;
import io.gyre.cli.option.RateText;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.option.SpiralOptions;
import io.gyre.cli.terminal.Advice;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.data.PrintableText;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.run.FileRunFolder;
import io.gyre.run.UpFile;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre up}: everything on this machine, until it is stopped. */
@Command(
    name = "up",
    description =
        "Run everything on this machine: broker, learners, and spirals or the rows of a file.",
    footer = {
      "",
      "Any Kafka client can join in at the broker's address. Ctrl-C stops cleanly; the next 'gyre up'",
      "goes on at the step where this one stopped. Nothing listens beyond this machine.",
      "",
      "With a FILE the learners learn from its rows, one after the other: each is predicted first. The",
      "file has an application, topics and a folder of its own, named after it. The next 'gyre up FILE'",
      "goes on after the last row that was sent, and never sends one twice. The event times of rows are",
      "1 ms apart, at whatever rate, and begin at a midnight in the past. At the end the learners' scores",
      "are shown, and everything stays up to be asked.",
      "",
      "Examples:",
      "  gyre up",
      "  gyre up orders.csv --label outcome",
      "  gyre up orders.csv --label outcome --rate max --fresh",
      "  gyre up orders.csv --label outcome --loop",
      "  gyre up --rate 0                    no built-in points: send your own with gyre produce",
      "  gyre up --spin 1                    arms that rotate slowly: who can follow?",
      "  gyre up --data /tmp/try --kafka-port 9192"
    })
public final class UpCommand extends GyreCommand implements Advice {

  /** Set by scripts/gyre if the JVM writes an archive of its classes before it ends. */
  private static final String ARCHIVING = "gyre.archiving";

  private static final double SPIRALS_RATE = 2_000;
  private static final double FILE_RATE = 1_000;
  private static final int MAX_SPIRALS_RATE = 1_000_000;
  private static final double MAX_FILE_RATE = 1e7;

  @Mixin private FileOptions input;
  @Mixin private RecordOptions records;
  @Mixin private FoldOptions fold;
  @Mixin private LateLabelOptions labels;
  @Mixin private PublishingOptions publishing;
  @Mixin private SpiralOptions spirals;
  @Mixin private HttpOptions http;

  @Option(
      names = "--rate",
      paramLabel = "POINTS/S",
      converter = RateText.class,
      description =
          "Points per second; max for as fast as they are taken; of the spirals, 0 for none. Default: 2000, of a FILE 1000.")
  private Double rate;

  @Option(
      names = "--fresh",
      description = "Forget what was learned from FILE, and begin with its first row.")
  private boolean fresh;

  @Option(
      names = "--loop",
      description =
          "Send the rows of FILE again and again. Passes after the first are learned and scored in each window, but not counted in the totals.")
  private boolean loop;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Where the broker listens, on 127.0.0.1.")
  private int kafkaPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept, at most about 2 GB. Default: ~/.gyre.")
  private Path data;

  @Override
  public Integer call() throws InterruptedException {
    checkTurns();
    UpFile file = input.given() ? file() : null;
    ApplicationSettings settings = settings(file);
    Path folder = file == null ? home() : file.folder().path();
    PrintWriter out = out();
    stop().listen();
    int port = onFreePort(() -> LocalBroker.freePort(kafkaPort));
    if (file != null) {
      file.claim(fresh, fold.window().toMillis());
    }
    try (LocalBroker broker = onFreePort(() -> LocalBroker.start(folder.resolve("broker"), port))) {
      ClusterAccess cluster = ClusterAccess.local(broker.bootstrapServers());
      out.printf("Kafka is at %s. Data in %s.%n", broker.bootstrapServers(), folder);
      out.flush();
      if (!stop().requested()) {
        ApplicationSettings there = settings.at(broker.bootstrapServers());
        UpRun run = new UpRun(there, cluster, http, out, err());
        if (file == null) {
          run.onSpirals(spirals.spirals(), spiralsRate(), stop());
        } else {
          run.onFile(file, rate == null ? FILE_RATE : rate, loop, stop());
        }
      }
    }
    out.printf(
        "Stopped. The next gyre up%s goes on from here.%n",
        file == null ? "" : " " + PrintableText.shellWord(file.name()));
    if (Boolean.getBoolean(ARCHIVING)) {
      out.println("The classes are kept for faster starts; this once it takes some seconds.");
    }
    return ExitCode.DONE;
  }

  private Path home() {
    return data != null ? data : Path.of(System.getProperty("user.home"), ".gyre");
  }

  @Override
  public String words(Remedy remedy) {
    if (input.given() && remedy.kind() == Remedy.Kind.START_ANEW) {
      return "start anew with --fresh, or name another --data to keep both";
    }
    return words(remedy, home());
  }

  /** When up has ended there is no cluster left to reset, and it has but one application. */
  static String words(Remedy remedy, Path folder) {
    return switch (remedy.kind()) {
      case START_ANEW ->
          "start anew: delete the folders broker and learner in %s, or name another --data"
              .formatted(folder);
      case RESET_TO_STATE,
          ALTER_TOPICS,
          FORGET_LEARNER,
          OTHER_APPLICATION,
          OTHER_STATE_FOLDER,
          PER_PARTITION,
          ONE_MODEL ->
          null;
      default -> STANDARD.words(remedy);
    };
  }

  private void checkTurns() {
    if (data != null
        && (Files.isRegularFile(data)
            || !Files.isDirectory(data) && FileFormat.ofName(data.toString()).isPresent())) {
      throw wrong(
          "--data: expected the folder where everything is kept, found the file %s. To learn from it: gyre up %s"
              .formatted(data, PrintableText.shellWord(data.toString())));
    }
    if (input.given()) {
      checkFile();
    } else {
      checkSpirals();
    }
    http.check();
    requireBetween("--kafka-port", 0, LAST_PORT, kafkaPort);
  }

  private void checkFile() {
    require(spirals.given() == null, spirals.given() + " is for the spirals, but a FILE is given");
    require(
        rate == null || rate != 0,
        "--rate: expected more than 0 rows per second, found 0. To send them as fast as they are taken: --rate max");
    require(
        rate == null || rate == RateText.MAX || rate > 0 && rate <= MAX_FILE_RATE,
        "--rate: expected 0.001 to 10,000,000 rows per second, or max, found " + rate);
    refuse(
        " is for the records of a topic; of a FILE, --format says how it is written",
        "--value-format",
        "--columns",
        "--delimiter");
  }

  private void checkSpirals() {
    require(!fresh, "--fresh is for a FILE, and there is none");
    require(!loop, "--loop is for a FILE, and there is none: the spirals have no end anyway");
    if (rate == null || rate != 0) {
      refuse(
          " is for a FILE, or for points of your own with --rate 0",
          "--label",
          "--id",
          "--time",
          "--fields",
          "--ignore",
          "--categories");
    }
    require(
        rate == null
            || rate == RateText.MAX
            || rate >= 0 && rate <= MAX_SPIRALS_RATE && rate == Math.rint(rate),
        "--rate: expected 0 to 1000000 points per second, or max, found "
            + (rate != null && rate == Math.rint(rate) ? (Object) Math.round(rate) : rate));
  }

  private UpFile file() {
    Path path = Path.of(input.name());
    require(
        !input.name().equals(DataFile.STANDARD_INPUT),
        "expected a FILE, which can be read again from where it was left, found standard input. gyre produce - sends it to a topic");
    require(
        !Files.isDirectory(path),
        path + ": expected a file, found a directory. Where everything is kept is said by --data");
    require(
        !Files.exists(path) || Files.isRegularFile(path),
        path + ": expected a file that can be read again, found none");
    return new UpFile(
        input.file(),
        FileRunFolder.application("" + path.getFileName()),
        records.labelColumn(),
        records::settingsFor,
        lateLabels() != null,
        home());
  }

  private ApplicationSettings settings(UpFile file) {
    LateLabels late = lateLabels();
    return publishing.settings(
        file == null ? "gyre" : file.application(),
        file == null ? TopicNames.standard() : file.names(),
        InputSettings.standard(),
        file == null
            ? fold.settings(
                records.settings(),
                spiralsRate() == 0 ? List.of() : spirals.spirals().classes(),
                LearnerPresets.SPIRALS,
                late)
            : fold.settings(file.records(), List.of(), LateLabelOptions.learners(late), late),
        file == null ? home().resolve("learner") : file.folder().learner(),
        ClusterAccess.local("127.0.0.1:" + kafkaPort));
  }

  private LateLabels lateLabels() {
    return labels.settings(false);
  }

  private int spiralsRate() {
    double wanted = rate == null ? SPIRALS_RATE : rate;
    return (int) Math.min(wanted, MAX_SPIRALS_RATE);
  }

  private <T> T onFreePort(Supplier<T> broker) {
    try {
      return broker.get();
    } catch (PortInUseException e) {
      throw new GyreException(
          "port %d on 127.0.0.1 is taken, by another gyre up or a Kafka of your own. Choose another with --kafka-port, or learn from the Kafka that is there: gyre learn --bootstrap-server localhost:%d"
              .formatted(kafkaPort, kafkaPort),
          e);
    }
  }
}
