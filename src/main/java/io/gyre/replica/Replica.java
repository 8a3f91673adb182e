package io.gyre.replica;

import io.gyre.GyreException;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLock;
import io.gyre.fold.LiveFolds;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaErrorText;
import io.gyre.kafka.KafkaInternals;
import io.gyre.kafka.ReadWatchdog;
import io.gyre.kafka.RepeatingThread;
import io.gyre.stream.processor.LearnerTopology;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last saved folds of an application that runs elsewhere. A thread follows the changelog of its
 * state until this is closed. Each partition's fold is made again beside the one in use, and
 * replaces it when complete.
 *
 * <p>It waits for absent topics, and follows a state that was started again from its beginning.
 * Thread-safe.
 */
public final class Replica implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  private static final Map<String, Object> CONSUMER =
      Map.of("auto.offset.reset", "none", "default.api.timeout.ms", 5_000);

  private static final Duration ROUND = Duration.ofMillis(50);

  /** The most reads up to where the leaders have said that all is committed. */
  private static final int ROUNDS = 10;

  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Between two times that folds are made; longer where that takes long. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long POLL_MS = 10;

  /** The factor of a pause over the time of making the folds. */
  private static final int REST = 2;

  private final InstantSource clock;
  private final ClusterAccess cluster;
  private final String application;
  private final String topic;
  private final String keysTopic;

  /** The folds, to be asked. */
  public final LiveFolds folds = new LiveFolds(this::whyNot, this::ageMs);

  private final RepeatingThread thread = RepeatingThread.following("replica", this::tryOnce);

  /** When each partition's fold was last known to be of all that is committed, in ns. */
  private final Map<Integer, Long> current = new ConcurrentHashMap<>();

  /** The partitions whose changelogs were read to their ends. */
  private final Set<Integer> read = ConcurrentHashMap.newKeySet();

  private volatile int partitions;

  /** Why a partition cannot be asked although its changelog can be read. */
  private final Map<Integer, String> refused = new ConcurrentHashMap<>();

  /** The id of the topic that the folds are of. */
  private Uuid id;

  private volatile boolean ended;
  private volatile String problem = "its state is being read";

  /** The ends of all that was committed at a time, in ns. */
  private record Ends(long nanos, Map<TopicPartition, Long> offsets) {
    boolean reached(Consumer<byte[], byte[]> by, List<TopicPartition> partitions) {
      return partitions.stream().allMatch(each -> by.position(each) >= offsets.get(each));
    }
  }

  /** Follows an application from now on; returns at once, whether or not there is a broker. */
  public Replica(ClusterAccess cluster, String application) {
    this(cluster, application, InstantSource.system());
  }

  /**
   * @param clock runs on while the machine sleeps
   */
  Replica(ClusterAccess cluster, String application, InstantSource clock) {
    this.clock = clock;
    this.cluster = cluster;
    this.application = application;
    topic = LearnerTopology.changelogOf(application);
    keysTopic = KafkaInternals.changelogOf(application, LearnerTopology.KEYS);
    thread.start();
  }

  /**
   * Reads the state that an application has saved so far.
   *
   * @return its folds by partition; a partition that has saved nothing has none
   * @throws GyreException if it has saved nothing, or that cannot be read
   */
  public static Map<Integer, Fold> restore(ClusterAccess cluster, String application) {
    String topic = LearnerTopology.changelogOf(application);
    String keysTopic = KafkaInternals.changelogOf(application, LearnerTopology.KEYS);
    try (Admin admin = cluster.admin();
        Consumer<byte[], byte[]> consumer = cluster.consumer(CONSUMER)) {
      TopicDescription found = describe(admin, topic);
      boolean hasKeys = idOf(admin, keysTopic) != null;
      Map<Integer, Fold> folds = new TreeMap<>();
      for (TopicPartition partition : partitions(found)) {
        Fold fold = restore(consumer, partition, hasKeys ? keysTopic : null, application, admin);
        if (fold != null) {
          folds.put(partition.partition(), fold);
        }
      }
      if (!describe(admin, topic).topicId().equals(found.topicId())) {
        throw new GyreException("the topic %s was created anew meanwhile".formatted(topic));
      }
      return folds;
    } catch (KafkaException e) {
      throw explained(e, topic, cluster);
    }
  }

  private static Fold restore(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      String keysTopic,
      String application,
      Admin admin) {
    ChangelogReader reader =
        new ChangelogReader(consumer, List.of(partition), keysTopic, of -> written(admin, of));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    ReadWatchdog progress = new ReadWatchdog(partition.topic() + " or " + keysTopic);
    while (consumer.position(partition) < end || !reader.isSettled(partition)) {
      reader.read(ROUND);
      progress.note(consumer.assignment().stream().mapToLong(consumer::position).sum());
    }
    return reader.make(partition, name(application, partition));
  }

  /** Tells whether it follows no more, as for want of memory; only a restart helps. */
  public boolean hasEnded() {
    return ended;
  }

  /** Returns what keeps it from following, in words; empty if nothing does. */
  public String problem() {
    return problem;
  }

  /**
   * Returns how long ago the folds were known to be of all that was committed, in ms; empty until
   * each partition's state has been read, and while one cannot be.
   */
  public OptionalLong behindMs() {
    Map<Integer, Long> ages = new HashMap<>(current);
    return ages.isEmpty() || read.size() < partitions || !refused.isEmpty()
        ? OptionalLong.empty()
        : age(Collections.min(ages.values()));
  }

  /**
   * Waits until each partition's state has been read.
   *
   * @return whether it has been; {@link #whyNot} says why not
   */
  public boolean await(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (behindMs().isEmpty()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
    return true;
  }

  /** Returns why a partition's fold cannot be asked, if it cannot. */
  public String whyNot(int partition) {
    return "cannot be asked now: "
        + (problem.isEmpty()
            ? refused.getOrDefault(
                partition,
                "its state is being read, or nothing is saved yet, or %s does not fit it"
                    .formatted(keysTopic))
            : problem);
  }

  /** Returns why the folds cannot be asked, or not all of them. */
  public String whyNot() {
    return whyNot(refused.keySet().stream().min(Integer::compare).orElse(0));
  }

  OptionalLong ageMs(int partition) {
    Long last = current.get(partition);
    return last == null ? OptionalLong.empty() : age(last);
  }

  private static OptionalLong age(long nanos) {
    return OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos));
  }

  private void tryOnce() {
    try {
      cluster.withAdmin(this::follow);
    } catch (KafkaException e) {
      if (e instanceof UnknownTopicOrPartitionException) {
        forget();
      }
      tell(explained(e, topic, cluster).getMessage());
    } catch (GyreException e) {
      tell(e.getMessage());
    } catch (RuntimeException e) {
      // Pages must show that they are no longer up to date.
      LOG.error("following {} failed, to be tried again", topic, e);
      tell("a fault of Gyre's, its log says more: " + e);
    } catch (Error e) {
      ended = true;
      tell("it ended: " + e);
      forget();
      throw e;
    }
  }

  private void follow(Admin admin) {
    TopicDescription found = describe(admin, topic);
    if (!found.topicId().equals(id)) {
      forget();
      id = found.topicId();
    }
    Uuid keysId = idOf(admin, keysTopic);
    List<TopicPartition> partitions = partitions(found);
    this.partitions = partitions.size();
    // Before the first is read a question must name its partition where there are several.
    partitions.forEach(each -> folds.of(each.partition()));
    try (Consumer<byte[], byte[]> consumer = cluster.consumer(CONSUMER)) {
      ChangelogReader reader =
          new ChangelogReader(
              consumer, partitions, keysId == null ? null : keysTopic, of -> written(admin, of));
      long makeAt = System.nanoTime();
      long looked = makeAt;
      Instant before = clock.instant();
      while (!thread.isClosed()) {
        Instant after = clock.instant();
        if (Duration.between(before, after).compareTo(LearnerTopology.TRUSTED_FOR) > 0) {
          LOG.info("nothing was read since {}: {} is read from its beginning", before, topic);
          return; // What was deleted meanwhile may no longer be told.
        }
        before = after;
        reader.read(ROUND);
        long now = System.nanoTime();
        boolean due = now - makeAt >= 0 && !reader.changed().isEmpty();
        if (due || now - looked >= LOOK_NANOS) {
          // Asked of the leaders: that nothing comes does not mean that nothing is there, and one
          // that is new may send less at first than was committed before.
          Ends known = ends(admin, consumer, partitions);
          for (int i = 0; i < ROUNDS && !known.reached(consumer, partitions); i++) {
            reader.read(ROUND);
          }
          long began = System.nanoTime();
          // All that was read is of this topic if it is still there now.
          TopicDescription still = describe(admin, topic);
          if (!still.topicId().equals(id) || !Objects.equals(idOf(admin, keysTopic), keysId)) {
            forget();
            return;
          }
          if (still.partitions().size() != partitions.size()) {
            this.partitions = still.partitions().size();
            return;
          }
          tell("");
          for (TopicPartition partition : due ? reader.changed() : List.<TopicPartition>of()) {
            if (known.reached(consumer, List.of(partition))) {
              replace(partition, reader, known.nanos());
            }
          }
          for (TopicPartition partition : partitions) {
            if (known.reached(consumer, List.of(partition)) && !reader.isChanged(partition)) {
              current.replace(partition.partition(), known.nanos());
              read.add(partition.partition());
            }
          }
          looked = System.nanoTime();
          makeAt = looked + Math.max(PAUSE_NANOS, REST * (looked - began));
        }
      }
    }
  }

  private Ends ends(
      Admin admin, Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    long now = System.nanoTime();
    try {
      return new Ends(now, consumer.endOffsets(partitions, ANSWER));
    } catch (TimeoutException e) {
      describe(admin, topic); // A topic that is gone is asked for until the time is over.
      throw e;
    }
  }

  /**
   * @param knownNanos when all was committed that the fold is at least of
   */
  private void replace(TopicPartition changed, ChangelogReader reader, long knownNanos) {
    int partition = changed.partition();
    String name = name(application, changed);
    Fold fold = null;
    try {
      fold = reader.make(changed, name);
      refused.remove(partition);
    } catch (GyreException e) {
      if (!e.getMessage().equals(refused.put(partition, e.getMessage()))) {
        LOG.warn("{} cannot be asked: {}", name, e.getMessage());
      }
    }
    Fold made = fold;
    if (made != null) {
      // A copy that can be asked always has an age, and never that of a later one.
      current.putIfAbsent(partition, knownNanos);
    }
    FoldLock lock = folds.of(partition);
    lock.take(
        () -> {
          reader.use(changed);
          if (made == null) {
            lock.close();
          } else {
            folds.open(partition, made);
          }
        });
    if (made == null) {
      current.remove(partition);
    } else {
      current.put(partition, knownNanos);
      read.add(partition);
    }
  }

  private static TopicDescription describe(Admin admin, String topic) {
    return new ClusterAdmin(admin).within(ANSWER).describe(topic);
  }

  private static long written(Admin admin, TopicPartition partition) {
    return new ClusterAdmin(admin).within(ANSWER).offset(partition, OffsetSpec.latest());
  }

  /** Returns the id of a topic; null if it is not there. */
  private static Uuid idOf(Admin admin, String topic) {
    return new ClusterAdmin(admin).within(ANSWER).topicIds(List.of(topic)).get(topic);
  }

  private void forget() {
    folds.clear();
    current.clear();
    read.clear();
    refused.clear();
  }

  private static List<TopicPartition> partitions(TopicDescription topic) {
    return ClusterAdmin.partitions(topic.name(), topic.partitions().size());
  }

  private static String name(String application, TopicPartition partition) {
    return application + " on partition " + partition.partition();
  }

  private static GyreException explained(KafkaException e, String topic, ClusterAccess cluster) {
    if (e instanceof UnknownTopicOrPartitionException) {
      return new GyreException(
          "there is no topic %s: the application has not been started yet, or bears another id"
              .formatted(topic),
          e);
    }
    if (e instanceof TopicAuthorizationException denied) {
      Set<String> topics = denied.unauthorizedTopics();
      return new GyreException(
          "no right to read the topic %s, which holds what the learners know: grant READ on it"
              .formatted(topics.isEmpty() ? topic : String.join(", ", topics)),
          e);
    }
    return KafkaErrorText.explain(e, cluster.bootstrapServers());
  }

  private void tell(String what) {
    if (!what.equals(problem)) {
      problem = what;
      if (!what.isEmpty()) {
        LOG.info("{} cannot be followed: {}", application, what);
      }
    }
  }

  @Override
  public void close() {
    thread.close();
    forget();
  }
}
