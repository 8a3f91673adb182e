package io.gyre.cli.command;

import io.gyre.Remedy;
import io.gyre.app.RequiredTopics;
import io.gyre.app.StoredRecords;
import io.gyre.cli.option.ApplicationOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.PublishingOptions;
import io.gyre.cli.option.RecordMergeOptions;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.option.SchemaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.probe.LearnerProbes;
import io.gyre.cli.terminal.Advice;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.dashboard.Dashboard;
import io.gyre.data.PrintableText;
import io.gyre.data.record.RecordReader;
import io.gyre.data.record.RecordReader.Accepts;
import io.gyre.data.record.RecordSettings;
import io.gyre.data.record.Schema;
import io.gyre.data.survey.LabelSurvey;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaInternals;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.registry.RegistryException;
import io.gyre.registry.SchemaRegistry;
import io.gyre.registry.SchemaWaitException;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.StoredState;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "learn", description = "Learn from a topic of a cluster, until stopped.")
public final class LearnCommand extends GyreCommand implements Advice {

  private static final Logger LOG = LoggerFactory.getLogger(LearnCommand.class);

  private static final int STANDARD_PORT = 8081;

  /** The longest wait for a first commit before health is served. */
  private static final Duration HTTP_WAITS = Duration.ofSeconds(5);

  @Mixin private KafkaOptions kafka;
  @Mixin private TopicOptions topics;
  @Mixin private RecordMergeOptions merge;
  @Mixin private RecordOptions records;
  @Mixin private SchemaOptions registry;
  @Mixin private LateLabelOptions labels;
  @Mixin private FoldOptions fold;
  @Mixin private PublishingOptions publishing;
  @Mixin private ApplicationOptions application;
  @Mixin private HttpOptions http;

  private final LearnerProbes probes = new LearnerProbes();
  private ClusterAccess cluster;
  private ApplicationSettings settings;
  private Dashboard served;
  private int partitions;
  private boolean createsLabels;

  /** Adds the options with which another command means the same application and cluster. */
  @Override
  public String words(Remedy remedy) {
    String words = Advice.STANDARD.words(remedy);
    return switch (remedy.kind()) {
      case START_ANEW, FORGET_LEARNER -> words + application.typed();
      case ALTER_TOPICS -> words + application.typed() + topics.typedWithPoints() + kafka.typed();
      default -> words;
    };
  }

  @Override
  public Integer call() throws InterruptedException {
    http.check();
    // A start that only the signal ends would not leave its group.
    stop().listen();
    cluster = registry.of(kafka.cluster());
    TopicNames names = topics.names();
    LateLabels late = labels.settings(merge.labels() != null);
    settings =
        publishing.settings(
            application.id(),
            names,
            registry.of(merge.settings(names)),
            fold.settings(records.settings(cluster.hasSchemaRegistry()), late),
            application.state(),
            cluster);
    require(
        settings.fold().records().bins() == 0 || !settings.inputs().perPartition(),
        "--bins and --per-partition exclude one another: all points need the same classes");
    require(
        settings.fold().decisions() == null || !settings.inputs().perPartition(),
        "--review, --cost-miss and --cost-alarm need one model, which sees all points: --per-partition makes one for each partition, and none of them knows how many the others take of a budget");
    settings.fold().decisionLines().forEach(this::say);
    try {
      if (findTopics()) {
        run();
      }
    } catch (SchemaWaitException e) {
      if (!stop().requested()) {
        throw e;
      }
    } finally {
      Utils.closeQuietly(served, "page");
    }
    return ExitCode.DONE;
  }

  /** Waits for a broker, and creates topics; returns false if the stop was requested meanwhile. */
  private boolean findTopics() throws InterruptedException {
    TopicNames names = settings.topics();
    try (Admin admin = awaitAdmin(cluster, this::serve)) {
      if (admin == null) {
        return false;
      }
      if (topics.pointsNamed()) {
        // A mistyped name must not become a topic that stays empty.
        String creation = "Create it: gyre topics" + topics.typedWithPoints() + kafka.typed();
        TopicLookup.partitions(admin, cluster, names.points(), () -> creation);
      }
      if (cluster.hasSchemaRegistry()) {
        serve(); // It may have to wait for a schema.
      }
      if (settings.format().registered() != null) {
        awaitRegistry();
      }
      settings = settings.with(settings.fold().withRecords(settle(new ClusterAdmin(admin))));
      if (stop().requested()) {
        return false;
      }
      RequiredTopics.require(admin, names, Map.of());
      partitions = TopicLookup.partitions(admin, cluster, names.points());
      createsLabels =
          merge.labels() != null
              && new ClusterAdmin(admin).partitions(List.of(merge.labels())).isEmpty();
      return true;
    }
  }

  /**
   * Waits for the registry that gets the schemas of the outputs, or until the stop is requested.
   */
  private void awaitRegistry() throws InterruptedException {
    boolean waiting = false;
    try (SchemaRegistry schemas = SchemaRegistry.of(cluster.forStreams())) {
      while (!stop().requested()) {
        try {
          schemas.requireAnswer();
          return;
        } catch (RegistryException e) {
          if (!e.isAway()) {
            throw e;
          }
          if (!waiting) {
            note("Waiting: %s Ctrl-C stops.", e.getMessage());
            probes.await("the schema registry");
          }
          waiting = true;
          stop().await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  /** Returns the meaning of records, at the first start by the first labels that are there. */
  private RecordSettings settle(ClusterAdmin admin) {
    RecordSettings asked = settings.fold().records();
    String labels = settings.inputs().labels();
    String topic = labels == null ? settings.topics().points() : labels;
    String changelog = settings.changelog();
    Map<String, Integer> found = admin.partitions(List.of(topic, changelog));
    if (found.containsKey(changelog)
        && admin.end(changelog) > 0
        && (asked.bins() == 0
            || !new StoredState(settings.client(), changelog).positions().isEmpty())) {
      return asked;
    }
    Path waits = StateFolder.waits(settings.state());
    Function<String, Schema> schemas =
        registry.schemas(cluster, waits, this::tell, stop()::requested);
    RecordReader reader =
        labels == null
            ? RecordReader.of(asked, Accepts.POINTS_AND_LABELS, schemas)
            : RecordReader.of(asked.ofLabels(), Accepts.LABELS, schemas);
    return fold.settle(
        asked,
        LabelSurvey.LABELS,
        first -> {
          for (int p = 0; p < found.getOrDefault(topic, 0) && !first.isFull(); p++) {
            try (StoredRecords stored = new StoredRecords(cluster, topic, p, null, null, stop())) {
              stored.survey(reader, first);
            }
          }
        });
  }

  private void run() throws InterruptedException {
    PrintWriter out = out();
    try (LearnerApplication running = LearnerApplication.start(settings, probes::countDeadLetter)) {
      stop().onStop(running::release);
      if (createsLabels) {
        // A mistyped name becomes a topic that stays empty: the person must see it.
        out.printf("Created the topic %s, for labels that come later.%n", merge.labels());
      }
      out.println(started(running.run().inputs));
      others(running).ifPresent(out::println);
      out.flush();
      running.onBacklog(LOG::info);
      probes.follow(running);
      // After a crash the learners that catch up get all processors at first.
      running.awaitCommit(HTTP_WAITS);
      serve();
      running.await();
    }
    out.println("Stopped. The next start goes on from here.");
  }

  private void serve() {
    if (served == null) {
      probes.showClients(http.clientMetrics());
      http.serve(
              STANDARD_PORT,
              address ->
                  Dashboard.operations(
                      probes.settings(settings, cluster, address),
                      probes::model,
                      probes::deadLetters))
          .ifPresent(
              page -> {
                served = page;
                say("Health, metrics and answers are at %s.", http.said(page, STANDARD_PORT));
              });
    }
  }

  private String started(InputTopics inputs) {
    return "Learning from the topic %s as %s: %s.%s%nSee how it goes: gyre watch cost%s%s%nStop with Ctrl-C."
        .formatted(
            settings.topics().points(),
            settings.application(),
            settings.fold().learners().stream()
                .map(LearnerSettings::name)
                .collect(Collectors.joining(", ")),
            howRead(inputs),
            topics.typed(),
            kafka.typed() + (settings.format().registered() == null ? "" : registry.typed()));
  }

  private String howRead(InputTopics inputs) {
    if (!inputs.merges()) {
      return partitions == 1
          ? ""
          : "%nThe topic has %d partitions: each trains a replica of every learner of its own."
              .formatted(partitions);
    }
    String labels = inputs.labels();
    return "%n%s are merged in the topic %s first, so that all train one model; predictions come a commit interval (0.1 s) later for that.%s"
        .formatted(
            labels == null
                ? "Its " + partitions + " partitions"
                : "Its records and the labels on " + labels,
            inputs.journal(),
            labels == null ? " --per-partition trains a model for each instead." : "");
  }

  /** Reports other instances, because this one may have been meant to learn alone. */
  private Optional<String> others(LearnerApplication running) {
    try {
      return othersText(running.others(), application.id());
    } catch (KafkaException e) {
      LOG.info("No telling whether {} runs elsewhere", application.id(), e);
      return Optional.empty();
    }
  }

  static Optional<String> othersText(List<String> members, String application) {
    // A member is a client id, which Kafka Streams ends like this, and a host after a slash.
    String suffix = KafkaInternals.THREAD_CONSUMER + " at /?";
    String instances =
        members.stream()
            .map(member -> PrintableText.of(member.replaceFirst(suffix, " at ")))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return instances.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s runs already: %s. Instances share the work; one that gets none stands by until another ends.%nTo learn from all points by itself, this one needs an --application-id and a --prefix of its own."
                .formatted(application, instances));
  }
}
