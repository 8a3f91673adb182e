package io.gyre.replica;

import io.gyre.GyreException;
import io.gyre.fold.Fold;
import io.gyre.fold.LiveFolds;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaErrorText;
import io.gyre.kafka.KafkaInternals;
import io.gyre.kafka.ReadWatchdog;
import io.gyre.kafka.RepeatingThread;
import io.gyre.stream.processor.LearnerTopology;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folds of an application that runs elsewhere, as it saved them last: restored from the
 * changelog of its state, and followed on a thread of their own for as long as this is open. Each
 * partition's fold is made anew beside the one that is asked, and takes its place when it is whole.
 *
 * <p>What is absent or away is waited for, and a state that began anew is followed from its
 * beginning. Thread-safe.
 */
public final class Replica implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  private static final Map<String, Object> CONSUMER =
      Map.of("auto.offset.reset", "none", "default.api.timeout.ms", 5_000);

  private static final Duration ROUND = Duration.ofMillis(50);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Between two times that folds are made; longer where that takes long. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** A pause is so many times what making the folds took. */
  private static final int REST = 2;

  private final ClusterAccess cluster;
  private final String application;
  private final String topic;
  private final LiveFolds folds = new LiveFolds(this::whyNot, this::ageMs);
  private final RepeatingThread thread = RepeatingThread.following("replica", this::tryOnce);

  /** By partition, when its fold was last known to be of all that is committed, in ns. */
  private final Map<Integer, Long> current = new ConcurrentHashMap<>();

  /** Why a partition cannot be asked although its changelog can be read. */
  private final Map<Integer, String> refused = new ConcurrentHashMap<>();

  /** Of the topic that the folds are of. */
  private Uuid id;

  private volatile String problem = "its state is being read";

  /** Follows an application from now on; returns at once, whether or not there is a broker. */
  public Replica(ClusterAccess cluster, String application) {
    this.cluster = cluster;
    this.application = application;
    topic = topic(application);
    thread.start();
  }

  /** The topic that is read: whoever opens a replica needs the right to. */
  public static String topic(String application) {
    return KafkaInternals.changelogOf(application, LearnerTopology.STORE);
  }

  /**
   * Reads what an application has saved by now.
   *
   * @return its folds by partition, without those that have saved nothing
   * @throws GyreException when it has saved nothing, or that cannot be read
   */
  public static Map<Integer, Fold> restore(ClusterAccess cluster, String application) {
    String topic = topic(application);
    try (Admin admin = cluster.admin();
        Consumer<byte[], byte[]> consumer = cluster.consumer(CONSUMER)) {
      TopicDescription found = describe(admin, topic);
      Map<Integer, Fold> folds = restore(consumer, found, application);
      if (!describe(admin, topic).topicId().equals(found.topicId())) {
        throw new GyreException("the topic %s was created anew meanwhile".formatted(topic));
      }
      return folds;
    } catch (KafkaException e) {
      throw explained(e, topic, cluster);
    }
  }

  private static Map<Integer, Fold> restore(
      Consumer<byte[], byte[]> consumer, TopicDescription topic, String application) {
    List<TopicPartition> all = partitions(topic);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    ChangelogReader reader = new ChangelogReader(consumer, all);
    ReadWatchdog progress = new ReadWatchdog(topic.name());
    Map<Integer, Fold> folds = new TreeMap<>();
    Set<TopicPartition> pending = new HashSet<>(all);
    while (!pending.isEmpty()) {
      reader.read(ROUND);
      progress.note(all.stream().mapToLong(consumer::position).sum());
      List<TopicPartition> settled =
          pending.stream()
              .filter(each -> consumer.position(each) >= ends.get(each) && reader.isSettled(each))
              .toList();
      for (TopicPartition partition : settled) {
        Fold fold = make(reader, partition, application);
        if (fold != null) {
          folds.put(partition.partition(), fold);
        }
      }
      // What others save meanwhile must not hold this up.
      consumer.pause(settled);
      settled.forEach(pending::remove);
    }
    return folds;
  }

  private static Fold make(ChangelogReader reader, TopicPartition partition, String application) {
    String name = name(application, partition.partition());
    Fold fold = reader.make(partition, name);
    if (fold == null && reader.has(partition)) {
      throw new GyreException(
          name + ": its state is of an earlier Gyre, which saved no settings with it");
    }
    return fold;
  }

  /** The folds, to be asked. */
  public LiveFolds folds() {
    return folds;
  }

  /** What keeps it from following, in words; empty if nothing does. */
  public String problem() {
    return problem;
  }

  /** Why the learners of a partition do not answer, if they do not. */
  public String whyNot(int partition) {
    return "cannot be asked now: "
        + (problem.isEmpty()
            ? refused.getOrDefault(partition, "its state is being read, or nothing is saved yet")
            : problem);
  }

  /**
   * How long ago a partition's fold was known to be of all that is committed, in ms; empty if there
   * is none.
   */
  public OptionalLong ageMs(int partition) {
    Long last = current.get(partition);
    return last == null
        ? OptionalLong.empty()
        : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - last));
  }

  private void tryOnce() {
    try {
      followWithAdmin();
    } catch (KafkaException e) {
      tell(explained(e, topic, cluster).getMessage());
    } catch (GyreException e) {
      tell(e.getMessage());
    } catch (RuntimeException e) {
      // Pages that are no longer told the truth must not look as if they were.
      LOG.error("following {} failed, to be tried again", topic, e);
      tell("a fault of Gyre's, its log says more: " + e);
    } catch (Error e) {
      tell("it ended: " + e);
      forget();
      throw e;
    }
  }

  private void followWithAdmin() {
    Admin admin = cluster.unconnectedAdmin();
    try {
      follow(admin);
    } finally {
      // By default it would wait for its answers.
      admin.close(Duration.ZERO);
    }
  }

  private void follow(Admin admin) {
    TopicDescription found = describe(admin);
    List<TopicPartition> partitions = partitions(found);
    try (Consumer<byte[], byte[]> consumer = cluster.consumer(CONSUMER)) {
      ChangelogReader reader = new ChangelogReader(consumer, partitions);
      long due = System.nanoTime();
      long looked = due;
      while (!thread.isClosed()) {
        reader.read(ROUND);
        long now = System.nanoTime();
        List<TopicPartition> changed = now - due >= 0 ? reader.changed() : List.of();
        if (!changed.isEmpty() || now - looked >= LOOK_NANOS) {
          // All that was read is of this topic if it is still there now.
          TopicDescription still = describe(admin);
          if (!still.topicId().equals(found.topicId())
              || still.partitions().size() != partitions.size()) {
            return;
          }
          tell("");
          changed.forEach(partition -> replace(partition, reader, now));
          // Asked of the leaders: that nothing comes does not mean that nothing is there.
          Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
          partitions.stream()
              .filter(partition -> reader.has(partition) && !reader.hasChanged(partition))
              .filter(partition -> consumer.position(partition) >= ends.get(partition))
              .forEach(partition -> current.replace(partition.partition(), now));
          looked = System.nanoTime();
          due = looked + Math.max(PAUSE_NANOS, REST * (looked - now));
        }
      }
    }
  }

  private void replace(TopicPartition changed, ChangelogReader reader, long read) {
    int partition = changed.partition();
    try {
      Fold fold = make(reader, changed, application);
      refused.remove(partition);
      if (fold == null) {
        folds.close(partition);
        current.remove(partition);
      } else {
        folds.open(partition, fold);
        current.put(partition, read);
      }
    } catch (GyreException e) {
      refuse(partition, e.getMessage());
    }
  }

  private void refuse(int partition, String why) {
    folds.close(partition);
    current.remove(partition);
    if (!why.equals(refused.put(partition, why))) {
      LOG.warn("{} cannot be asked: {}", name(application, partition), why);
    }
  }

  /** Finds the topic; the folds of one that is there no more are gone. */
  private TopicDescription describe(Admin admin) {
    try {
      TopicDescription found = describe(admin, topic);
      if (!found.topicId().equals(id)) {
        forget();
        id = found.topicId();
      }
      return found;
    } catch (UnknownTopicOrPartitionException e) {
      forget();
      throw e;
    }
  }

  private static TopicDescription describe(Admin admin, String topic) {
    return new ClusterAdmin(admin).describe(topic, ANSWER);
  }

  private void forget() {
    current.keySet().forEach(folds::close);
    current.clear();
    refused.clear();
  }

  private static List<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()))
        .toList();
  }

  private static String name(String application, int partition) {
    return application + " on partition " + partition;
  }

  private static GyreException explained(KafkaException e, String topic, ClusterAccess cluster) {
    if (e instanceof UnknownTopicOrPartitionException) {
      return new GyreException(
          "there is no topic %s: the application has not been started yet, or bears another id"
              .formatted(topic),
          e);
    }
    if (e instanceof TopicAuthorizationException) {
      return new GyreException(
          "no right to read the topic %s, which holds what the learners know: grant READ on it"
              .formatted(topic),
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
