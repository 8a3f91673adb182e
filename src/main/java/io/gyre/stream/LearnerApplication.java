package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.fold.LiveFolds;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.RepeatingThread;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.AbandonedTransactions;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.ClientId;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.TopicIdentityCheck;
import io.gyre.stream.watch.CatchUp;
import io.gyre.stream.watch.ClusterMonitor;
import io.gyre.stream.watch.JournalTrimmer;
import io.gyre.stream.watch.JournalUpkeep;
import io.gyre.stream.watch.Stall;
import io.gyre.stream.watch.StreamsRun;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running instance: the topology on Kafka Streams, with its own state folder. The topics must
 * be there already ({@link io.gyre.topic.Provisioner}).
 */
public final class LearnerApplication implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LearnerApplication.class);

  /** A registry is not replaced within this time. */
  private static final Duration SCHEMAS_AGAIN = Duration.ofMillis(500);

  private final Admin admin;
  public final LiveFolds folds = new LiveFolds();

  /** The version of the cluster's transactions at the start; exactly once needs 2. */
  public final int transactionVersion;

  private final CatchUp catchUp = new CatchUp(folds);
  private final RunStarter starter;
  private final RunSupervisor supervisor;
  private final ClusterMonitor watch;
  private final JournalUpkeep upkeep;
  private final RepeatingThread schemas; // null without a registry

  private LearnerApplication(
      ApplicationSettings settings,
      Map<String, Map<String, String>> topicOverrides,
      StreamsFactories factories,
      StateFolder folder,
      Admin admin) {
    this.admin = admin;
    starter = new RunStarter(settings, topicOverrides, factories, folder, folds, admin);
    supervisor = new RunSupervisor(starter);
    ClusterAdmin cluster = starter.cluster;
    transactionVersion = starter.transactionVersion;
    SourceLog source = new AdminSourceLog(cluster, settings, new LostPlaces());
    Supplier<StreamsRun> run = this::run;
    TopicIdentityCheck topics = starter.topics;
    watch = new ClusterMonitor(settings, topics, cluster, source, catchUp, factories.pace(), run);
    String application = settings.application();
    upkeep =
        new JournalUpkeep(
            new AbandonedTransactions(cluster, application, starter.process),
            new JournalTrimmer(cluster, application, settings.inputs().journalBytes()),
            run);
    if (starter.schemas.used != null) {
      schemas =
          RepeatingThread.looking(
              "gyre-schemas",
              () -> SCHEMAS_AGAIN,
              () -> starter.schemas.used.look(other -> run().fail(other)));
      schemas.start();
    } else {
      schemas = null;
    }
    supervisor.start(watch::committed);
  }

  public static LearnerApplication start(ApplicationSettings settings) {
    return start(settings, Map.of(), StreamsFactories.real(Observer.NONE));
  }

  /**
   * Starts an instance, as below.
   *
   * @param onDeadLetter runs for each dead letter once it is committed; must be quick and not throw
   */
  public static LearnerApplication start(ApplicationSettings settings, Runnable onDeadLetter) {
    String topic = settings.topics().of(Topic.DEAD_LETTERS);
    Observer counted = new Observer(topic, value -> onDeadLetter.run());
    return start(settings, Map.of(), StreamsFactories.real(counted));
  }

  /**
   * Starts an instance, as below.
   *
   * @param onMetrics receives metrics once they are committed; must be quick and not throw
   */
  public static LearnerApplication start(
      ApplicationSettings settings,
      Map<String, Map<String, String>> topicOverrides,
      Consumer<Metrics> onMetrics) {
    String topic = settings.topics().of(Topic.METRICS);
    Deserializer<Metrics> read = Topic.METRICS.deserializer();
    Observer told = new Observer(topic, value -> onMetrics.accept(read.deserialize(topic, value)));
    return start(settings, topicOverrides, StreamsFactories.real(told));
  }

  /**
   * Starts an instance; returns while it joins its group and restores its state.
   *
   * @param topicOverrides for outputs that are deleted, as for {@link Provisioner#provision}
   * @throws GyreException when the state folder is in use or another's, a setting is out of range,
   *     or the cluster's topics do not fit
   * @throws org.apache.kafka.common.KafkaException when the cluster does not answer
   */
  public static LearnerApplication start(
      ApplicationSettings settings,
      Map<String, Map<String, String>> topicOverrides,
      StreamsFactories factories) {
    StateFolder folder = StateFolder.open(settings.state());
    Admin admin = null;
    try {
      admin = ClusterAccess.of(settings.client()).unconnectedAdmin();
      return new LearnerApplication(settings, topicOverrides, factories, folder, admin);
    } catch (RuntimeException e) {
      Utils.closeQuietly(admin, "admin client");
      folder.close();
      throw e;
    }
  }

  /** Returns the threads of other instances in the group, for a while those of a killed one too. */
  public List<String> others() {
    return starter.group.members().stream()
        .filter(member -> !ConsumerGroup.isOf(member, starter.instanceId))
        .map(member -> ClientId.shortened(member.clientId()) + " at " + member.host())
        .toList();
  }

  /** Returns the state of Kafka Streams; ERROR only after a final failure of the instance. */
  public KafkaStreams.State state() {
    if (supervisor.failure != null) {
      return KafkaStreams.State.ERROR;
    }
    KafkaStreams.State state = run().streams().state();
    boolean again = state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR;
    return again ? KafkaStreams.State.CREATED : state;
  }

  /**
   * Returns why points have not been learned for a minute or more, or that a schema is awaited;
   * null if they are learned.
   */
  public Stall stall() {
    Stall awaited = supervisor.awaited;
    return awaited == null ? watch.stall() : awaited;
  }

  /**
   * Reports the learners' progress, about every 10 s, while they are seconds behind; and once that
   * they have caught up.
   *
   * @param lines must be quick and not throw
   */
  public void onBacklog(Consumer<String> lines) {
    catchUp.tell(lines);
  }

  /** Returns previews of the next reports of this instance's learners; waits for them. */
  public List<Metrics> previews() {
    List<Metrics> all = new ArrayList<>();
    folds
        .figures()
        .forEach(
            (partition, fold) -> {
              if (fold.sofar() != null) {
                fold.learners()
                    .forEach(
                        each ->
                            all.add(
                                Metrics.of(
                                    partition, fold.sofar(), false, each.report(), fold.counts())));
              }
            });
    return all;
  }

  /** Returns the present life of Kafka Streams. */
  public StreamsRun run() {
    return supervisor.run;
  }

  /** Waits until something is committed, something fails, or the time has passed. */
  public void awaitCommit(Duration atMost) throws InterruptedException {
    supervisor.awaitCommit(atMost);
  }

  /** Waits until the instance is closed, or fails as {@link #throwFailure} tells. */
  public void await() throws InterruptedException {
    supervisor.ended.await();
    throwFailure();
  }

  /** Makes {@link #await} return; the instance runs on until it is closed. Thread-safe. */
  public void release() {
    supervisor.ended.countDown();
  }

  /**
   * Throws the failure that ended the instance, if any.
   *
   * @throws GyreException with the reason, if it was refused to go on
   * @throws IllegalStateException if it failed otherwise, caused by what failed
   */
  public void throwFailure() {
    if (supervisor.failure != null) {
      throw supervisor.failure;
    }
  }

  /**
   * Stops at the last record processed, commits, and leaves the group so that another instance can
   * take over at once. Nothing is flushed: the next start continues as if there had been no stop.
   *
   * @throws GyreException when that takes too long, as without a broker; all is released
   */
  @Override
  public void close() {
    watch.close();
    upkeep.close();
    if (schemas != null) {
      schemas.interrupt();
    }
    Utils.closeQuietly(starter.versions, "requests for versions");
    supervisor.stop();
    RuntimeException failure = supervisor.failure;
    Duration timeout = failure == null ? StreamsRun.CLOSE_TIMEOUT : StreamsRun.GIVE_UP_TIMEOUT;
    boolean closed = supervisor.closeRun(timeout);
    Stall stall = stall();
    if (failure != null) {
      try {
        // While it is a member, what the message of a failure advises would be refused.
        ClusterAdmin quick = starter.cluster.within(StreamsRun.GIVE_UP_TIMEOUT);
        quick.group(starter.settings.application()).removeMembers(starter.instanceId);
      } catch (RuntimeException e) {
        LOG.info("The group still has this instance's place, for up to its session timeout", e);
      }
    }
    release();
    Utils.closeQuietly(starter.schemas, "schema registry");
    admin.close();
    starter.folder.close();
    if (!closed) {
      String application = starter.settings.application();
      String after = stall == null ? "" : ", after " + stall;
      String left =
          "%s did not stop within %d s%s. What was not committed will be done again by the next start"
              .formatted(application, timeout.toSeconds(), after);
      if (failure == null) {
        throw new GyreException(left);
      }
      LOG.warn(left);
    }
  }
}
