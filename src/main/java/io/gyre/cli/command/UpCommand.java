package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.app.UpFile;
import io.gyre.broker.LocalBroker;
import io.gyre.broker.PortInUseException;
import io.gyre.cli.option.Converters;
import io.gyre.cli.option.FileOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.LabelDelayOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.PublishingOptions;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.option.SpiralOptions;
import io.gyre.cli.terminal.Advice;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.TopicNames;
import io.gyre.words.PrintableText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description =
        "Run everything on this machine: broker, learners, and spirals or the rows of a file.")
public final class UpCommand extends GyreCommand implements Advice {

  /** Set by scripts/gyre if the JVM archives its classes when it ends. */
  private static final String ARCHIVING = "gyre.archiving";

  private static final double SPIRALS_RATE = 2_000;
  private static final double FILE_RATE = 1_000;
  private static final int MAX_SPIRALS_RATE = 1_000_000;
  private static final double MAX_FILE_RATE = 1e7;

  @Mixin private FileOptions input;
  @Mixin private RecordOptions records;
  @Mixin private FoldOptions fold;
  @Mixin private LateLabelOptions labels;
  @Mixin private LabelDelayOptions held;
  @Mixin private PublishingOptions publishing;
  @Mixin private SpiralOptions spirals;
  @Mixin private HttpOptions http;

  @Option(names = "--rate", paramLabel = "POINTS/S", converter = Converters.Rate.class)
  private Double rate;

  @Option(names = "--fresh")
  private boolean fresh;

  @Option(names = "--kafka-port", paramLabel = "PORT", defaultValue = "9092")
  private int kafkaPort;

  @Option(names = "--data", paramLabel = "DIR")
  private Path data;

  @Override
  public Integer call() throws InterruptedException {
    check();
    UpFile file = input.given() ? file() : null;
    ApplicationSettings settings = settings(file);
    Path folder = file == null ? home() : file.folder.path();
    stop().listen();
    int port = onFreePort(() -> LocalBroker.freePort(kafkaPort));
    if (file != null) {
      file.claim(fresh, settings.fold().windowing());
      held.doubt(settings.fold().lateLabels(), records.hasTime()).ifPresent(this::tell);
    }
    try (LocalBroker broker = onFreePort(() -> LocalBroker.start(folder.resolve("broker"), port))) {
      ClusterAccess cluster = ClusterAccess.local(broker.bootstrapServers());
      say("Kafka is at %s. Data in %s.", broker.bootstrapServers(), folder);
      if (!stop().requested()) {
        ApplicationSettings there = settings.at(broker.bootstrapServers());
        UpRun run = new UpRun(there, cluster, http, this);
        if (file == null) {
          run.onSpirals(spirals.spirals(), spiralsRate());
        } else {
          run.onFile(file, wanted());
        }
      }
    }
    say(
        "Stopped. The next gyre up%s goes on from here.",
        file == null ? "" : " " + PrintableText.shellWord(file.name()));
    if (Boolean.getBoolean(ARCHIVING)) {
      say("The classes are kept for faster starts; this once it takes some seconds.");
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

  /** Words a remedy for up: the cluster ends with it, and each folder has one application. */
  static String words(Remedy remedy, Path folder) {
    return switch (remedy.kind()) {
      case START_ANEW ->
          "start anew: delete the folders broker and learner in %s, or name another --data"
              .formatted(folder);
      case RESET_TO_STATE, ALTER_TOPICS, FORGET_LEARNER -> null;
      case OTHER_APPLICATION, OTHER_STATE_FOLDER, PER_PARTITION, ONE_MODEL -> null;
      default -> Advice.STANDARD.words(remedy);
    };
  }

  private void check() {
    if (data != null
        && (Files.isRegularFile(data)
            || !Files.isDirectory(data) && FileOptions.isNameOfRows(data))) {
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
    spirals.refuseAll(" is for the spirals, but a FILE is given");
    require(
        wanted() != 0,
        "--rate: expected more than 0 rows per second, found 0. To send them as fast as they are taken: --rate max");
    require(
        wanted() == Converters.Rate.MAX || wanted() > 0 && wanted() <= MAX_FILE_RATE,
        "--rate: expected 0.001 to 10,000,000 rows per second, or max, found " + rate);
    refuse(
        " is for the records of a topic; of a FILE, --format says how it is written",
        "--value-format",
        "--delimiter");
    held.check(labels, records.hasTime());
    fold.requireTime(records.hasTime());
  }

  private void checkSpirals() {
    require(!fresh, "--fresh is for a FILE, and there is none");
    held.refuseAll(" is for a FILE, and there is none");
    require(
        records.settings().bins() == 0,
        "--bins and --amount are for a FILE; of a topic gyre learn takes them");
    if (wanted() != 0) {
      records.refuseAll(" is for a FILE, or for points of your own with --rate 0");
    }
    boolean whole = wanted() == Math.rint(wanted());
    require(
        wanted() == Converters.Rate.MAX || wanted() >= 0 && wanted() <= MAX_SPIRALS_RATE && whole,
        "--rate: expected 0 to 1000000 points per second, or max, found "
            + (whole ? Long.toString(Math.round(wanted())) : rate));
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
    DataFile file = input.file();
    LabelColumn label = records.labelColumn();
    return new UpFile(
        file,
        label,
        rows -> {
          RecordSettings meaning = records.settingsFor(rows);
          fold.requireCosts(rows.columns());
          require(
              held.delay() == null || meaning.id() != null,
              "--label-delay: a label names the id of its row, and the column id has another meaning here. Say with --id which column is the id");
          return fold.settle(meaning, file, label);
        },
        labels.comeLate(),
        held.delay(),
        home());
  }

  private ApplicationSettings settings(UpFile file) {
    return publishing.settings(
        file == null ? "gyre" : file.application,
        file == null ? TopicNames.standard() : file.names(),
        file == null
            ? fold.settings(
                records.settings(), spiralsRate() > 0 ? spirals.spirals() : null, labels)
            : fold.settings(file.records, held.waits(labels, records.hasTime())),
        file == null ? home().resolve("learner") : file.folder.learner(),
        ClusterAccess.local("127.0.0.1:" + kafkaPort));
  }

  private int spiralsRate() {
    return (int) Math.min(wanted(), MAX_SPIRALS_RATE);
  }

  private double wanted() {
    return rate != null ? rate : input.given() ? FILE_RATE : SPIRALS_RATE;
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
