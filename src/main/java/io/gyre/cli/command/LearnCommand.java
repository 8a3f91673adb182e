package io.gyre.cli.command;

import io.gyre.Remedy;
import io.gyre.cli.option.ApplicationOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.PublishingOptions;
import io.gyre.cli.option.RecordMergeOptions;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.Advice;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.dashboard.Dashboard;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.run.RequiredTopics;
import io.gyre.serving.HttpAddress;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gyre learn}: one instance of the application on a cluster, until it is stopped. */
@Command(
    name = "learn",
    description = "Learn from a topic of a cluster, until stopped.",
    footer = {
      "",
      "Every learner predicts each point as it arrives, then learns from it. Several partitions train one",
      "model. Start the same command on more machines to share the work. Ctrl-C stops cleanly; the next",
      "start goes on where this one stopped, and so it does after a crash.",
      "",
      "Examples:",
      "  gyre learn --bootstrap-server kafka-1:9092,kafka-2:9092",
      "  gyre learn --points orders --label outcome --ignore placed --application-id orders",
      "  KAFKA_SECURITY_PROTOCOL=SASL_SSL gyre learn --command-config client.properties"
    })
public final class LearnCommand extends GyreCommand implements Advice {

  private static final Logger LOG = LoggerFactory.getLogger(LearnCommand.class);

  private static final int STANDARD_PORT = 8081;

  /** Health is to be asked for soon, even while much is restored. */
  private static final Duration HTTP_WAITS = Duration.ofSeconds(5);

  @Mixin private KafkaOptions kafka;
  @Mixin private TopicOptions topics;
  @Mixin private RecordMergeOptions merge;
  @Mixin private RecordOptions records;
  @Mixin private LateLabelOptions labels;
  @Mixin private FoldOptions fold;
  @Mixin private PublishingOptions publishing;
  @Mixin private ApplicationOptions application;
  @Mixin private HttpOptions http;

  /** A command that mends something has to be told which application is meant. */
  @Override
  public String words(Remedy remedy) {
    String words = STANDARD.words(remedy);
    String meant = application.isDefault() ? "" : " --application-id " + application.id();
    return switch (remedy.kind()) {
      case START_ANEW, FORGET_LEARNER -> words + meant;
      case ALTER_TOPICS -> words + meant + topics.typedWithPoints() + kafka.typed();
      default -> words;
    };
  }

  @Override
  public Integer call() throws InterruptedException {
    http.check();
    // From here on: a start that is ended by the signal alone would not tell its group.
    stop().listen();
    ClusterAccess cluster = kafka.cluster();
    TopicNames names = topics.names();
    LateLabels late = labels.settings(merge.labels() != null);
    ApplicationSettings settings =
        publishing.settings(
            application.id(),
            names,
            merge.settings(names),
            fold.settings(records.settings(), List.of(), LateLabelOptions.learners(late), late),
            application.state(),
            cluster);
    PrintWriter err = err();
    try (Operations operations = new Operations(settings, cluster)) {
      int partitions;
      boolean createsLabels;
      try (Admin admin = BrokerWait.admin(cluster, err, stop(), operations::serve)) {
        if (admin == null) {
          return ExitCode.DONE;
        }
        if (topics.pointsNamed()) {
          // A name that was mistyped must not become a topic that stays empty.
          String creation = "gyre topics" + topics.typedWithPoints() + kafka.typed();
          TopicLookup.partitions(admin, cluster, names.points(), creation);
        }
        RequiredTopics.require(admin, names, Map.of());
        partitions = TopicLookup.partitions(admin, cluster, names.points());
        createsLabels =
            merge.labels() != null
                && new ClusterAdmin(admin).partitions(List.of(merge.labels())).isEmpty();
      }
      run(settings, operations, partitions, createsLabels);
    }
    return ExitCode.DONE;
  }

  private void run(
      ApplicationSettings settings, Operations operations, int partitions, boolean createsLabels)
      throws InterruptedException {
    PrintWriter out = out();
    try (LearnerApplication running = LearnerApplication.start(settings)) {
      stop().onStop(running::release);
      if (createsLabels) {
        // A name that was mistyped becomes a topic that stays empty: the person must see it.
        out.printf("Created the topic %s, for labels that come later.%n", merge.labels());
      }
      out.println(started(settings, running.inputs(), partitions));
      OtherInstances.note(running, settings.application(), partitions).ifPresent(out::println);
      out.flush();
      running.onBacklog(LOG::info);
      operations.probes.follow(running);
      // After a crash points wait: what answers them has the processors to itself at first.
      running.awaitCommit(HTTP_WAITS);
      operations.serve();
      running.await();
    }
    out.println("Stopped. The next start goes on from here.");
  }

  private final class Operations implements AutoCloseable {

    private final ApplicationSettings settings;
    private final ClusterAccess cluster;
    private final LearnerProbes probes = new LearnerProbes();
    private Dashboard served;

    Operations(ApplicationSettings settings, ClusterAccess cluster) {
      this.settings = settings;
      this.cluster = cluster;
    }

    void serve() {
      if (served != null) {
        return;
      }
      served = http.serve(STANDARD_PORT, this::start).orElse(null);
      if (served != null) {
        PrintWriter out = out();
        out.printf("Health and metrics are at %s.%n", http.said(served, STANDARD_PORT));
        out.flush();
      }
    }

    private Dashboard start(HttpAddress address) {
      return Dashboard.operations(probes.settings(settings, cluster, address), probes::worksOn);
    }

    @Override
    public void close() {
      if (served != null) {
        served.close();
      }
    }
  }

  private String started(ApplicationSettings settings, InputTopics inputs, int partitions) {
    String learners =
        settings.fold().learners().stream()
            .map(LearnerSettings::name)
            .collect(Collectors.joining(", "));
    return "Learning from the topic %s as %s: %s.%s%nSee how it goes: gyre watch cost%s%s%nStop with Ctrl-C."
        .formatted(
            settings.topics().points(),
            settings.application(),
            learners,
            howRead(inputs, partitions),
            topics.typed(),
            kafka.typed());
  }

  /** Says how several topics or partitions are read. */
  private static String howRead(InputTopics inputs, int partitions) {
    if (!inputs.merges()) {
      return partitions == 1
          ? ""
          : "%nThe topic has %d partitions: each trains a replica of every learner of its own."
              .formatted(partitions);
    }
    String merged =
        inputs.labels() == null
            ? "Its %d partitions".formatted(partitions)
            : "Its records and the labels on %s".formatted(inputs.labels());
    String otherwise =
        inputs.labels() == null ? " --per-partition trains a model for each instead." : "";
    return "%n%s are merged in the topic %s first, so that all train one model; predictions come a commit interval (0.1 s) later for that.%s"
        .formatted(merged, inputs.journal(), otherwise);
  }
}
