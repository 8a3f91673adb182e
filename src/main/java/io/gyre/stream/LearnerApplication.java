package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.fold.LiveFolds;
import io.gyre.kafka.Clients;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.OpenTransactions;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerRecords;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.AbandonedTransactions;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.ClientId;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.watch.CatchUp;
import io.gyre.stream.watch.ClusterMonitor;
import io.gyre.stream.watch.JournalTrimmer;
import io.gyre.stream.watch.JournalUpkeep;
import io.gyre.stream.watch.Stall;
import io.gyre.stream.watch.StallCheck;
import io.gyre.stream.watch.StreamsRun;
import io.gyre.topic.LearnerPreview;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running instance: the topology on Kafka Streams, with a state folder of its own.
 *
 * <p>The topics must be there already ({@link io.gyre.topic.Provisioner}). When Kafka Streams
 * fails, {@link RunFailure} says whether it is started again, within a bound, or whether the
 * instance ends; {@link #await} then throws the reason.
 */
public final class LearnerApplication implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LearnerApplication.class);

  private final ApplicationSettings settings;
  private final StateFolder folder;
  private final Admin admin;
  private final LiveFolds folds = new LiveFolds();
  private final CatchUp catchUp = new CatchUp(folds);
  private final RunStarter starter;
  private final RunSupervisor supervisor;
  private final ClusterMonitor watch;
  private final JournalUpkeep upkeep;

  private LearnerApplication(
      ApplicationSettings settings,
      Map<String, Map<String, String>> topicOverrides,
      StreamsFactories factories,
      StateFolder folder,
      Admin admin) {
    this.settings = settings;
    this.folder = folder;
    this.admin = admin;
    starter = new RunStarter(settings, topicOverrides, factories, folder, folds, admin);
    supervisor = new RunSupervisor(settings, starter, folder, factories.backoff().get());
    SourceLog points = new AdminSourceLog(admin, settings);
    watch =
        new ClusterMonitor(
            settings,
            starter.topics,
            new StallCheck(settings, starter.cluster, points, factories.pace()),
            catchUp,
            factories.pace(),
            supervisor::run,
            reason -> supervisor.run().fail(reason));
    upkeep =
        new JournalUpkeep(
            new AbandonedTransactions(
                starter.group,
                new OpenTransactions(admin, settings.application()),
                starter.process),
            new JournalTrimmer(
                starter.cluster, settings.application(), settings.inputs().journalBytes()),
            supervisor::run);
    supervisor.start(watch::committed);
  }

  /**
   * Starts an instance; returns while it joins its group and restores its state.
   *
   * @throws GyreException when the state folder is in use or another's, a setting is out of range,
   *     or what is on the cluster does not fit
   * @throws org.apache.kafka.common.KafkaException when the cluster does not answer
   */
  public static LearnerApplication start(ApplicationSettings settings) {
    return start(settings, StreamsFactories.real());
  }

  /**
   * As above.
   *
   * @param topicOverrides with which outputs are created that are deleted while learning goes on,
   *     as for {@link Provisioner#provision}
   * @param onMetrics told of this instance's metrics once they are committed, on the threads of
   *     Kafka Streams: it must be quick and not throw
   */
  public static LearnerApplication start(
      ApplicationSettings settings,
      Map<String, Map<String, String>> topicOverrides,
      Consumer<Metrics> onMetrics) {
    String topic = settings.topics().metrics();
    Deserializer<Metrics> deserializer = Topic.METRICS.deserializer();
    Observer observer =
        new Observer(topic, value -> onMetrics.accept(deserializer.deserialize(topic, value)));
    return start(settings, topicOverrides, StreamsFactories.real(observer));
  }

  public static LearnerApplication start(ApplicationSettings settings, StreamsFactories factories) {
    return start(settings, Map.of(), factories);
  }

  private static LearnerApplication start(
      ApplicationSettings settings,
      Map<String, Map<String, String>> topicOverrides,
      StreamsFactories factories) {
    StateFolder folder = StateFolder.open(settings.state());
    Admin admin = null;
    try {
      admin = Clients.admin(settings.client());
      return new LearnerApplication(settings, topicOverrides, factories, folder, admin);
    } catch (RuntimeException e) {
      if (admin != null) {
        admin.close();
      }
      folder.close();
      throw e;
    }
  }

  /**
   * Returns the threads of other instances in the group, as instance and host; for a while those of
   * a killed one too.
   *
   * @throws org.apache.kafka.common.KafkaException when the cluster does not answer
   */
  public List<String> others() {
    return starter.group.members(ClusterAdmin.TIMEOUT).stream()
        .filter(member -> !ConsumerGroup.isOf(member, starter.instanceId))
        .map(member -> ClientId.shortened(member.clientId()) + " at " + member.host())
        .toList();
  }

  /** The state of Kafka Streams; ERROR only when the instance has failed for good. */
  public KafkaStreams.State state() {
    if (supervisor.failure() != null) {
      return KafkaStreams.State.ERROR;
    }
    KafkaStreams.State state = supervisor.run().streams().state();
    boolean again = state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR;
    return again ? KafkaStreams.State.CREATED : state;
  }

  /** Kafka Streams itself; another after a fault that was overcome. */
  public KafkaStreams streams() {
    return supervisor.run().streams();
  }

  /**
   * Tells of Kafka Streams now, and of the other that takes its place after each fault that is
   * overcome, for its metrics.
   */
  public void onRun(Consumer<KafkaStreams> listener) {
    supervisor.onRun(listener);
  }

  /** What has kept points from being learned for a minute or more; null if nothing has. */
  public Stall stall() {
    return watch.stall();
  }

  /**
   * Tells how far the learners are, a line about every 10 s, while points wait that take them more
   * than some seconds; and once that they have caught up.
   *
   * @param lines called by a thread of its own; must be quick and not throw
   */
  public void onBacklog(Consumer<String> lines) {
    catchUp.tell(lines);
  }

  /** By which what is learned in this instance can be asked between two records. */
  public LiveFolds folds() {
    return folds;
  }

  /** Returns how the learners of this instance stand; waits for them. */
  public List<LearnerPreview> figures() {
    return LearnerRecords.open(folds, settings.application());
  }

  /** The topics that it reads. */
  public InputTopics inputs() {
    return supervisor.run().inputs();
  }

  /** Returns the partitions of points that it works on now. */
  public Set<TopicPartition> partitions() {
    return supervisor.run().partitions();
  }

  /** Says what it does now, for a person. */
  public String progress() {
    return supervisor.run().progress();
  }

  /** Waits until points are learned and committed, something fails, or for a time. */
  public void awaitCommit(Duration atMost) throws InterruptedException {
    supervisor.awaitCommit(atMost);
  }

  /**
   * Waits until the instance is closed or fails.
   *
   * @throws GyreException with the reason, if it was refused to go on
   * @throws IllegalStateException if it failed otherwise, caused by what failed
   */
  public void await() throws InterruptedException {
    supervisor.awaitEnd();
    throwFailure();
  }

  /** Makes {@link #await} return; the instance runs on until it is closed. Thread-safe. */
  public void release() {
    supervisor.release();
  }

  /** Throws what has ended the instance, if anything has. */
  public void throwFailure() {
    if (supervisor.failure() != null) {
      throw supervisor.failure();
    }
  }

  /**
   * Stops at the last record processed, commits, and leaves the group so that another instance can
   * take over at once. Nothing is flushed: the next start goes on as if there had been no stop.
   *
   * @throws GyreException when that takes too long, as without a broker; all is released
   */
  @Override
  public void close() {
    watch.close();
    upkeep.close();
    supervisor.stop();
    RuntimeException failure = supervisor.failure();
    Duration timeout = failure == null ? StreamsRun.CLOSE_TIMEOUT : StreamsRun.GIVE_UP_TIMEOUT;
    boolean closed = supervisor.closeRun(timeout);
    Stall stall = stall();
    if (failure != null) {
      leaveGroup();
    }
    release();
    admin.close();
    folder.close();
    if (!closed) {
      String left =
          "%s did not stop within %d s%s. What was not committed will be done again by the next start"
              .formatted(
                  settings.application(),
                  timeout.toSeconds(),
                  stall == null ? "" : ", after " + stall);
      if (failure == null) {
        throw new GyreException(left);
      }
      LOG.warn(left);
    }
  }

  /** A run that failed does not; what its message advises would be refused while it is a member. */
  private void leaveGroup() {
    try {
      starter.group.removeMembers(starter.instanceId, StreamsRun.GIVE_UP_TIMEOUT);
    } catch (RuntimeException e) {
      LOG.info("The group still has this instance's place, for up to its session timeout", e);
    }
  }
}
