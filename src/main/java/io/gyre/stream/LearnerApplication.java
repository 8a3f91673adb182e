package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.fold.LiveFolds;
import io.gyre.kafka.Clients;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.OpenTransactions;
import io.gyre.kafka.StreamsClients.CommitGuard;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.TopicIdentityCheck.Change;
import io.gyre.stream.TopicIdentityCheck.Role;
import io.gyre.topic.LearnerFigures;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
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

  private static final long LOOK_MS = 100;
  private static final Duration ANSWERS_FIRST = Duration.ofSeconds(10);

  private final ApplicationSettings settings;
  private final StreamsFactories factories;
  private final StateFolder folder;
  private final Admin admin;
  private final Map<String, Map<String, String>> topicOverrides;
  private final ClusterAdmin cluster;
  private final TopicIdentityCheck topics;
  private final String instanceId;
  private final String process;
  private final StartupTopicCheck start;
  private final ClusterMonitor watch;
  private final JournalUpkeep upkeep;
  private final RetryBackoff backoff;
  private final LiveFolds folds = new LiveFolds();
  private final CatchUp catchUp = new CatchUp(folds);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread supervisor = new Thread(this::supervise, "gyre-supervisor");

  /** Whether the run before the present one ended in a crash. */
  private volatile boolean crashed;

  /** Whether stores were deleted since something was last committed: once is enough. */
  private boolean restored;

  /** Whether the parameters that were published are gone: the next run publishes them anew. */
  private boolean parametersLost;

  private Consumer<KafkaStreams> onRun = streams -> {};
  private volatile StreamsRun run;
  private volatile RuntimeException failure;

  private LearnerApplication(
      ApplicationSettings settings,
      Map<String, Map<String, String>> topicOverrides,
      StreamsFactories factories,
      StateFolder folder,
      Admin admin) {
    this.settings = settings;
    this.topicOverrides = topicOverrides;
    this.factories = factories;
    this.folder = folder;
    this.admin = admin;
    backoff = factories.backoff().get();
    cluster = new ClusterAdmin(admin);
    topics = new TopicIdentityCheck(settings, cluster);
    instanceId = folder.claim(settings.application(), cluster.clusterId());
    process = folder.process(settings.application());
    start = new StartupTopicCheck(settings, cluster, new Provisioner(admin), instanceId);
    startFirstRun();
    SourceLog points = new AdminSourceLog(admin, settings);
    watch =
        new ClusterMonitor(
            settings,
            topics,
            new StallCheck(settings, cluster, points, factories.pace()),
            catchUp,
            factories.pace(),
            () -> run,
            reason -> run.fail(reason));
    upkeep =
        new JournalUpkeep(
            new AbandonedTransactions(
                cluster.group(settings.application()),
                new OpenTransactions(admin, settings.application()),
                process),
            new JournalTrimmer(cluster, settings.application(), settings.inputs().journalBytes()),
            () -> run);
    supervisor.setDaemon(true);
    supervisor.start();
  }

  /**
   * Starts an instance; returns while it joins its group and restores its state.
   *
   * @throws GyreException when the state folder is in use or another's, a setting is out of range,
   *     or what is on the cluster does not fit
   * @throws org.apache.kafka.common.KafkaException when the cluster does not answer
   */
  public static LearnerApplication start(ApplicationSettings settings) {
    return start(settings, Map.of());
  }

  /**
   * As above.
   *
   * @param topicOverrides with which outputs are created that are deleted while learning goes on,
   *     as for {@link Provisioner#provision}
   */
  public static LearnerApplication start(
      ApplicationSettings settings, Map<String, Map<String, String>> topicOverrides) {
    return start(settings, topicOverrides, StreamsFactories.real());
  }

  /**
   * As above.
   *
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

  static LearnerApplication start(ApplicationSettings settings, StreamsFactories factories) {
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
    return cluster.group(settings.application()).members(ClusterAdmin.TIMEOUT).stream()
        .filter(member -> !ConsumerGroup.isOf(member, instanceId))
        .map(member -> ClientId.shortened(member.clientId()) + " at " + member.host())
        .toList();
  }

  /** Kafka Streams opens stores that it finds in the folder before it returns from its start. */
  private void startFirstRun() {
    try {
      startRun();
    } catch (RuntimeException e) {
      if (run == null) {
        throw e;
      }
      RunFailure fault = RunFailure.of(e, settings);
      run.close(StreamsRun.CLOSE_TIMEOUT);
      if (fault.kind() != RunFailure.Kind.DAMAGED_STATE) {
        throw fault.exception();
      }
      restore(fault);
      startRun();
    }
  }

  /** How long stores may be closed, or cut off from the cluster, that go on. */
  private Duration trustedFor() {
    return settings.fold().lateLabels() != null ? LearnerTopology.TRUSTED_FOR : StateFolder.ANY_AGE;
  }

  private void startRun() {
    Inputs inputs = start.settle();
    if (run != null) {
      List<Change> changes = topics.changes(ClusterAdmin.TIMEOUT);
      restoreOutputs(changes.stream().map(Change::topic).collect(Collectors.toSet()));
      new RecreatedSources(cluster.group(settings.application())).beginAnew(changes);
    }
    topics.begin(inputs, ClusterAdmin.TIMEOUT);
    crashed = folder.beginRun(trustedFor());
    Properties properties =
        StreamsConfiguration.of(
            settings.application(), instanceId, folder.streams(), settings.client());
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, clientId(inputs));
    StreamsConfiguration.keepAtMost(properties, trustedFor());
    SourceLog source = factories.source().apply(admin, settings);
    ClusterContact contact = new ClusterContact(factories.pace().clock(), trustedFor());
    StreamsRun next =
        new StreamsRun(
            factories
                .streams()
                .make(
                    LearnerTopology.build(settings.topology(source, inputs, parametersLost, folds)),
                    properties,
                    guard(inputs, contact)),
            inputs,
            contact);
    show(next);
    next.start();
  }

  private CommitGuard guard(Inputs inputs, ClusterContact contact) {
    return committed -> {
      if (inputs.merges()) {
        topics.requireSameSources(committed);
      }
      contact.require();
    };
  }

  /** Of all of its clients: the other instances see by it how this one reads its topics. */
  private String clientId(Inputs inputs) {
    String base =
        settings.client().getOrDefault(StreamsConfig.CLIENT_ID_CONFIG, settings.application());
    return new ClientId(base, process, InputShape.of(settings, inputs)).text();
  }

  private synchronized void show(StreamsRun next) {
    run = next;
    onRun.accept(next.streams());
  }

  /** Waits for the end of each run, and starts the next where that may help. */
  private void supervise() {
    try {
      if (crashed) {
        // Points wait for an answer: they come first.
        awaitCommit(ANSWERS_FIRST);
      }
      withdrawRemoved();
      while (closing.getCount() > 0) {
        Throwable failed = run.awaitEnd();
        if (run.achieved()) {
          backoff.renew();
          restored = false;
          parametersLost = false;
        }
        while (failed != null && closing.getCount() > 0) {
          failed = recover(failed);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("closed");
    } catch (RuntimeException e) {
      if (closing.getCount() > 0) {
        failure = e;
      } else {
        LOG.debug("closed in the midst of a question", e);
      }
    } finally {
      ended.countDown();
    }
  }

  /** Beside the run, which need not wait for it. */
  private void withdrawRemoved() {
    try {
      new LearnerTombstones(settings).withdraw();
    } catch (KafkaException e) {
      if (closing.getCount() > 0) {
        LOG.warn(
            "The parameters of learners that are no longer on the list were not withdrawn ({}); the next start tries again",
            e.getMessage(),
            e);
      }
    }
  }

  /** Starts another run, and returns null, or what failed this time. Throws what is final. */
  private Throwable recover(Throwable failed) throws InterruptedException {
    RunFailure fault = RunFailure.of(failed, settings);
    if (fault.kind() == RunFailure.Kind.FINAL) {
      throw fault.exception() instanceof TopicsChangedException changed
          ? refusal(changed.ofState())
          : fault.exception();
    }
    if (!closeRunAfter(fault)) {
      return null;
    }
    if (fault.kind() == RunFailure.Kind.TRANSIENT) {
      pause(fault);
    } else {
      restore(fault);
    }
    if (closing.getCount() == 0) {
      return null;
    }
    try {
      startRun();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /**
   * Creates outputs that were deleted.
   *
   * @param changed topics that are no longer those that the last run worked with
   */
  private void restoreOutputs(Set<String> changed) {
    String parameters = settings.topics().parameters();
    try {
      parametersLost |=
          changed.contains(parameters)
              | new Provisioner(admin)
                  .restoreOutputs(settings.topics(), topicOverrides, changed)
                  .contains(parameters);
    } catch (GyreException e) {
      throw e.getCause() instanceof RetriableException transientFault ? transientFault : e;
    }
  }

  /** The run may wait, in the midst of a commit, for an output that is gone. */
  private void letRunGoOn(RunFailure ending) {
    if (!(ending.exception() instanceof TopicsChangedException changed)) {
      return;
    }
    try {
      restoreOutputs(changed.topics());
    } catch (RuntimeException e) {
      RunFailure fault = RunFailure.of(e, settings);
      if (fault.kind() == RunFailure.Kind.FINAL) {
        throw fault.exception();
      }
      LOG.info("The outputs that were deleted could not be created yet", e);
    }
  }

  /** The refusal to go on with a topic that the state rests on. */
  private GyreException refusal(Change change) {
    if (change.role() == Role.CHANGELOG) {
      return StartupTopicCheck.lost(change.topic());
    }
    if (change.now() == null) {
      return switch (change.role()) {
        case JOURNAL -> StartupTopicCheck.lostJournal(change.topic());
        case SOURCE -> StartupTopicCheck.missingSource(change.topic());
        default -> StartupTopicCheck.missing(change.topic());
      };
    }
    return new GyreException(
        "%s while it was learned from.%s".formatted(change, learnedSince(change.topic())),
        Remedy.of(Kind.START_ANEW),
        Remedy.of(Kind.OTHER_APPLICATION));
  }

  /** What was committed since the topic was last seen unchanged may be of the other topic. */
  private String learnedSince(String topic) {
    boolean closed = closeRun(StreamsRun.GIVE_UP_TIMEOUT);
    Map<TopicPartition, Long> before = watch.committed();
    StringBuilder text = new StringBuilder();
    try {
      cluster
          .group(settings.application())
          .committed(topic, ClusterAdmin.TIMEOUT)
          .forEach(
              (partition, end) -> {
                long from = before.getOrDefault(new TopicPartition(topic, partition), 0L);
                if (from < end) {
                  text.append(
                      " Offsets %d to %d of partition %d may have been learned from the new topic, on top of the old one."
                          .formatted(from, end - 1, partition));
                }
              });
    } catch (KafkaException e) {
      LOG.info("What the group has committed is not known", e);
      closed = false;
    }
    if (!text.isEmpty()) {
      return text.toString();
    }
    return closed
        ? " Nothing of the new topic has been learned."
        : " Some of the new topic may have been learned.";
  }

  /**
   * Closes the run. Without a broker an open transaction can be ended by nobody: it is waited for,
   * as the broker is.
   *
   * @return false if the instance is closed meanwhile
   */
  private boolean closeRunAfter(RunFailure fault) {
    letRunGoOn(fault);
    boolean changed = fault.exception() instanceof TopicsChangedException;
    while (!closeRun(changed ? StreamsRun.GIVE_UP_TIMEOUT : StreamsRun.CLOSE_TIMEOUT)) {
      if (fault.kind() != RunFailure.Kind.TRANSIENT) {
        throw new GyreException(
            "%s did not stop within %d s after a failure: %s"
                .formatted(
                    settings.application(),
                    StreamsRun.CLOSE_TIMEOUT.toSeconds(),
                    fault.exception().getMessage()),
            fault.exception());
      }
      if (closing.getCount() == 0) {
        return false;
      }
      if (changed) {
        letRunGoOn(fault);
        // What it sends to a topic that is another now would be waited for until it expires; so
        // would the end of its transaction, which is the next that it waits for.
        run.interrupt();
      }
    }
    return true;
  }

  private void pause(RunFailure fault) throws InterruptedException {
    if (!backoff.allowsAnother()) {
      throw new GyreException(
          "%s. Tried %d times without getting further"
              .formatted(fault.exception().getMessage(), backoff.attempts()),
          fault.exception(),
          Remedy.of(Kind.START_AGAIN));
    }
    long pauseMs = backoff.pause().toMillis();
    String message = "{}. Learning starts again from the last commit in {} s";
    String reason = fault.exception().getMessage();
    if (backoff.isFirst()) {
      LOG.warn(message, reason, pauseMs / 1000.0, fault.exception());
    } else {
      LOG.info(message, reason, pauseMs / 1000.0);
    }
    closing.await(pauseMs, TimeUnit.MILLISECONDS);
  }

  private void restore(RunFailure fault) {
    if (restored) {
      throw fault.exception();
    }
    restored = true;
    LOG.warn(
        "State folder {}: its stores are damaged and are restored from the cluster",
        folder.path(),
        fault.exception());
    folder.deleteStores();
  }

  /** The state of Kafka Streams; ERROR only when the instance has failed for good. */
  public KafkaStreams.State state() {
    if (failure != null) {
      return KafkaStreams.State.ERROR;
    }
    KafkaStreams.State state = run.streams().state();
    boolean again = state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR;
    return again ? KafkaStreams.State.CREATED : state;
  }

  /** Kafka Streams itself; another after a fault that was overcome. */
  public KafkaStreams streams() {
    return run.streams();
  }

  /**
   * Tells of Kafka Streams now, and of the other that takes its place after each fault that is
   * overcome, for its metrics.
   */
  public synchronized void onRun(Consumer<KafkaStreams> listener) {
    onRun = listener;
    listener.accept(run.streams());
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
  public List<LearnerFigures> figures() {
    return LearnerRecords.open(folds, settings.application());
  }

  /** The topics that it reads. */
  public Inputs inputs() {
    return run.inputs();
  }

  /** Returns the partitions of points that it works on now. */
  public Set<TopicPartition> partitions() {
    return run.partitions();
  }

  /** Says what it does now, for a person. */
  public String progress() {
    return run.progress();
  }

  /** Waits until points are learned and committed, something fails, or for a time. */
  public void awaitCommit(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!run.hasCommitted()
        && !run.failed()
        && System.nanoTime() < end
        && !ended.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
      LOG.trace("nothing is committed yet");
    }
  }

  /**
   * Waits until the instance is closed or fails.
   *
   * @throws GyreException with the reason, if it was refused to go on
   * @throws IllegalStateException if it failed otherwise, caused by what failed
   */
  public void await() throws InterruptedException {
    ended.await();
    throwFailure();
  }

  /** Makes {@link #await} return; the instance runs on until it is closed. Thread-safe. */
  public void release() {
    ended.countDown();
  }

  /** Throws what has ended the instance, if anything has. */
  public void throwFailure() {
    if (failure != null) {
      throw failure;
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
    closing.countDown();
    watch.close();
    upkeep.close();
    endSupervisor();
    Duration timeout = failure == null ? StreamsRun.CLOSE_TIMEOUT : StreamsRun.GIVE_UP_TIMEOUT;
    boolean closed = closeRun(timeout);
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
      cluster.group(settings.application()).removeMembers(instanceId, StreamsRun.GIVE_UP_TIMEOUT);
    } catch (RuntimeException e) {
      LOG.info("The group still has this instance's place, for up to its session timeout", e);
    }
  }

  private boolean closeRun(Duration timeout) {
    boolean closed = run.close(timeout);
    if (closed && !run.failed()) {
      folder.endRun(run.contact().heard());
    }
    return closed;
  }

  private void endSupervisor() {
    supervisor.interrupt();
    try {
      supervisor.join(StreamsRun.CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
