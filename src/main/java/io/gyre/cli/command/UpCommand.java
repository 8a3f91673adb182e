package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.broker.LocalBroker;
import io.gyre.broker.PortInUseException;
import io.gyre.cli.Advice;
import io.gyre.cli.ExitCode;
import io.gyre.cli.Gyre;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.Ports;
import io.gyre.cli.option.PublishingOptions;
import io.gyre.cli.option.SpiralOptions;
import io.gyre.cli.view.LiveScores;
import io.gyre.cli.view.TerminalCheck;
import io.gyre.dashboard.Dashboard;
import io.gyre.data.RecordSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.stream.ApplicationSettings;
import io.gyre.stream.LearnerApplication;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gyre up}: everything on this machine, until it is stopped. */
@Command(
    name = "up",
    description = "Run everything on this machine: broker, learners and a stream of points.",
    footer = {
      "",
      "Any Kafka client can join in at the broker's address. Ctrl-C stops cleanly; the next 'gyre up'",
      "goes on at the step where this one stopped. Nothing listens beyond this machine.",
      "",
      "Examples:",
      "  gyre up",
      "  gyre up --rate 0                    no built-in points: send your own with gyre produce",
      "  gyre up --spin 1                    arms that rotate slowly: who can follow?",
      "  gyre up --data /tmp/try --kafka-port 9192"
    })
public final class UpCommand implements Callable<Integer>, Advice {

  private static final int STANDARD_PORT = 8080;

  private static final Duration POLL = Duration.ofMillis(200);

  /** On a laptop the topics are kept smaller than on a cluster. */
  private static final String BYTES = String.valueOf(256L << 20);

  /** Those with a record per point; the others have small segments anyway. */
  private static final Map<String, String> BUSY =
      Map.of(
          TopicConfig.RETENTION_BYTES_CONFIG,
          BYTES,
          TopicConfig.SEGMENT_BYTES_CONFIG,
          String.valueOf(32 << 20));

  private static final Map<String, Map<String, String>> OVERRIDES =
      Map.of(
          Topic.POINTS.name(), BUSY,
          Topic.PREDICTIONS.name(), BUSY,
          Topic.METRICS.name(), Map.of(TopicConfig.RETENTION_BYTES_CONFIG, BYTES));

  @ParentCommand private Gyre gyre;
  @Spec private CommandSpec spec;
  @Mixin private FoldOptions fold;
  @Mixin private PublishingOptions publishing;
  @Mixin private SpiralOptions spirals;
  @Mixin private HttpOptions http;

  @Option(
      names = "--rate",
      paramLabel = "POINTS/S",
      defaultValue = "2000",
      description = "Points per second of the built-in stream; 0 for none.")
  private int rate;

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
    Path folder = folder();
    ApplicationSettings settings = check(folder);
    PrintWriter out = spec.commandLine().getOut();
    gyre.stop().listen();
    try (LocalBroker broker = startBroker(folder.resolve("broker"))) {
      ClusterAccess cluster = ClusterAccess.local(broker.bootstrapServers());
      out.printf("Kafka is at %s. Data in %s.%n", broker.bootstrapServers(), folder);
      out.flush();
      if (!gyre.stop().requested()) {
        run(settings.at(broker.bootstrapServers()), cluster, out);
      }
    }
    out.println("Stopped. The next gyre up goes on from here.");
    return ExitCode.DONE;
  }

  private Path folder() {
    return data != null ? data : Path.of(System.getProperty("user.home"), ".gyre");
  }

  @Override
  public String words(Remedy remedy) {
    return words(remedy, folder());
  }

  /** When up has ended there is no cluster left to reset, and it has but one application. */
  static String words(Remedy remedy, Path folder) {
    return switch (remedy.kind()) {
      case START_ANEW ->
          "start anew: delete the folders broker and learner in %s, or name another --data"
              .formatted(folder);
      case RESET_TO_STATE, FORGET_LEARNER, OTHER_APPLICATION, OTHER_STATE_FOLDER -> null;
      default -> STANDARD.words(remedy);
    };
  }

  /** Refuses what is out of range before anything is started. */
  private ApplicationSettings check(Path folder) {
    if (rate < 0 || rate > 1_000_000) {
      throw new ParameterException(
          spec.commandLine(), "--rate: expected 0 to 1000000 points per second, found " + rate);
    }
    http.check();
    ApplicationSettings settings =
        publishing.settings(
            "gyre",
            TopicNames.standard(),
            fold.settings(
                RecordSettings.standard(),
                rate == 0 ? List.of() : spirals.spirals().classes(),
                LearnersJson.standard()),
            folder.resolve("learner"),
            ClusterAccess.local("127.0.0.1:" + kafkaPort));
    Ports.check(spec, "--kafka-port", kafkaPort);
    return settings;
  }

  private LocalBroker startBroker(Path folder) {
    try {
      return LocalBroker.start(folder, kafkaPort);
    } catch (PortInUseException e) {
      throw new GyreException(
          "port %d on 127.0.0.1 is taken, by another gyre up or a Kafka of your own. Choose another with --kafka-port, or learn from the Kafka that is there: gyre learn --bootstrap-server localhost:%d"
              .formatted(kafkaPort, kafkaPort),
          e);
    }
  }

  private void run(ApplicationSettings settings, ClusterAccess cluster, PrintWriter out)
      throws InterruptedException {
    TopicNames names = settings.topics();
    List<String> learners = settings.fold().learners().stream().map(LearnerSettings::name).toList();
    TopicEnd end;
    try (Admin admin = cluster.admin()) {
      RequiredTopics.require(admin, names, OVERRIDES);
      end = TopicEnd.of(admin, names.points());
    }
    MetricsQueue metrics = new MetricsQueue();
    try (LearnerApplication application =
            LearnerApplication.start(settings, OVERRIDES, metrics::add);
        SpiralFeed feed = rate == 0 ? null : feed(cluster, names, end);
        Dashboard page = serve(settings, cluster, application, feed).orElse(null)) {
      if (page != null) {
        out.printf("The page is at %s%n", http.said(page, STANDARD_PORT));
      }
      out.println("Learners: " + String.join(", ", learners) + ". Ctrl-C stops.");
      out.flush();
      LiveScores scores = new LiveScores(out, TerminalCheck.out(), learners, end.partitions() > 1);
      while (!gyre.stop().requested()) {
        scores.show(metrics.poll(POLL));
        application.throwFailure();
        throwFailure(feed);
      }
    }
  }

  private Optional<Dashboard> serve(
      ApplicationSettings settings,
      ClusterAccess cluster,
      LearnerApplication application,
      SpiralFeed feed) {
    LearnerProbes learners = new LearnerProbes();
    learners.follow(application);
    return http.serve(
        STANDARD_PORT,
        address ->
            Dashboard.page(
                new Dashboard.Settings(
                    settings.application(),
                    settings.topics(),
                    HttpOptions.access(cluster),
                    address,
                    learners.probes(),
                    List.of(learners)),
                Optional.ofNullable(feed)));
  }

  private SpiralFeed feed(ClusterAccess cluster, TopicNames names, TopicEnd end) {
    return new SpiralFeed(
        spirals.spirals(), rate, cluster, names.points(), end.offsets(), end.plausibleTimeMs());
  }

  private static void throwFailure(SpiralFeed feed) {
    if (feed != null && feed.failure() != null) {
      throw new GyreException(
          "the built-in points could not be produced: " + feed.failure().getMessage(),
          feed.failure());
    }
  }
}
