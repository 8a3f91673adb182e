package io.gyre.cli.command;

import io.gyre.Remedy;
import io.gyre.app.LearnRun;
import io.gyre.app.LearnerProbes;
import io.gyre.cli.option.ApplicationOptions;
import io.gyre.cli.option.FoldOptions;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LateLabelOptions;
import io.gyre.cli.option.RecordMergeOptions;
import io.gyre.cli.option.RecordOptions;
import io.gyre.cli.option.SchemaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.option.VersionOptions;
import io.gyre.cli.terminal.Advice;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.LearnText;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.Dashboard;
import io.gyre.registry.SchemaWaitException;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
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
  @Mixin private VersionOptions publishing;
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
    settings = settings(records.settings(cluster.hasSchemaRegistry()));
    require(
        settings.fold().records().bins() <= 0 || !settings.inputs().perPartition(),
        "--bins and --per-partition exclude one another: all points need the same classes");
    require(
        settings.fold().decisions() == null || !settings.inputs().perPartition(),
        "--review, --outliers, --cost-miss and --cost-alarm need one model, which sees all points: --per-partition makes one for each partition, and none of them knows how many the others take of a budget");
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

  private ApplicationSettings settings(RecordSettings meaning) {
    TopicNames names = topics.names();
    return publishing.settings(
        application.id(),
        names,
        registry.of(merge.settings(names)),
        fold.settings(meaning, labels.settings(merge.labels() != null)),
        application.state(),
        cluster);
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
      LearnRun asked = new LearnRun(settings, cluster, stop());
      asked.awaitRegistry(
          RETRY,
          reason -> {
            note("Waiting: %s Ctrl-C stops.", reason);
            probes.await("the schema registry");
          });
      settings =
          settings(
              asked.settled(
                  admin,
                  waits -> registry.schemas(cluster, waits, this::tell, stop()::requested),
                  fold::settle));
      if (stop().requested()) {
        return false;
      }
      createsLabels = asked.requireTopics(admin);
      partitions = TopicLookup.partitions(admin, cluster, names.points());
      return true;
    }
  }

  private void run() throws InterruptedException {
    PrintWriter out = out();
    try (LearnerApplication running = LearnerApplication.start(settings, probes::countDeadLetter)) {
      stop().onStop(running::release);
      if (createsLabels) {
        // A mistyped name becomes a topic that stays empty: the person must see it.
        out.printf("Created the topic %s, for labels that come later.%n", merge.labels());
      }
      String registered = settings.format().registered() == null ? "" : registry.typed();
      String same = topics.typed() + kafka.typed() + registered;
      out.println(LearnText.started(settings, running.run().inputs, partitions, same));
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

  /** Reports other instances, because this one may have been meant to learn alone. */
  private Optional<String> others(LearnerApplication running) {
    try {
      return LearnText.others(running.others(), application.id());
    } catch (KafkaException e) {
      LOG.info("No telling whether {} runs elsewhere", application.id(), e);
      return Optional.empty();
    }
  }
}
