package io.gyre.stream.watch;

import io.gyre.kafka.Causes;
import io.gyre.registry.SchemaWaitException;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.NewRunException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of Kafka Streams, from its start until it is closed or one of its threads fails.
 *
 * <p>Kafka Streams does not replace a thread that failed: the new one would be another member of
 * the group with another transactional id, and wait for those of the dead one to time out. A new
 * run has the identity of the one before.
 */
public final class StreamsRun {

  public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** A failed run commits nothing more, and may wait in vain for a deleted topic. */
  public static final Duration GIVE_UP_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(StreamsRun.class);

  public final InputTopics inputs;
  private final InstantSource clock;
  private final Duration trusted;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final RestoreProgress restoring = new RestoreProgress();
  private volatile Throwable failure;
  volatile boolean caughtUp;
  private volatile boolean achieved;
  private KafkaStreams streams;
  private volatile Instant heard;

  /**
   * @param trusted how long the cluster may be silent: after that its changelogs may no longer tell
   *     of deletions that the stores have missed, and nothing may be committed
   */
  public StreamsRun(InputTopics inputs, InstantSource clock, Duration trusted) {
    this.inputs = inputs;
    this.clock = clock;
    this.trusted = trusted;
    heard = clock.instant();
  }

  /** Takes Kafka Streams, which is not started yet. */
  public StreamsRun with(KafkaStreams made) {
    streams = made;
    streams.setUncaughtExceptionHandler(
        thrown -> {
          fail(thrown);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.setStateListener(
        (now, before) -> {
          LOG.debug("Kafka Streams is {}", now);
          if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
            ended.countDown();
          }
        });
    streams.setGlobalStateRestoreListener(restoring);
    return this;
  }

  public void start() {
    streams.start();
  }

  /** Ends it with a reason; the first one counts. Kafka Streams runs on until it is closed. */
  public synchronized void fail(Throwable thrown) {
    if (failure == null) {
      achieved = hasCommitted() || caughtUp;
      failure = thrown;
      ended.countDown();
    }
  }

  private Stream<TaskMetadata> tasks() {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream());
  }

  /** Tells whether it has committed an offset yet: Kafka Streams counts commits of nothing, too. */
  public boolean hasCommitted() {
    return tasks()
        .flatMap(task -> task.committedOffsets().values().stream())
        .anyMatch(offset -> offset >= 0);
  }

  /** Notes that the cluster has answered; throws if that comes too late, then each time. */
  void noteContact() {
    requireContact();
    heard = clock.instant();
  }

  /** Throws if nothing was heard for so long that the stores cannot be trusted. */
  public void requireContact() {
    Duration silence = Duration.between(heard, clock.instant());
    if (silence.compareTo(trusted) > 0) {
      throw new NewRunException(
          "nothing was heard for %d min: what was deleted meanwhile may no longer be told, so the stores are restored"
              .formatted(silence.toMinutes()));
    }
  }

  /** Returns when the cluster was last heard. */
  public Instant heard() {
    return heard;
  }

  public Set<TopicPartition> partitions() {
    return tasks().flatMap(task -> task.topicPartitions().stream()).collect(Collectors.toSet());
  }

  /** Notes that it was seen running while no point waited on its partitions, if it has any. */
  void noteCaughtUp() {
    caughtUp = true;
  }

  boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Tells whether it ended to wait for a schema, which is told already. */
  boolean awaitsSchema() {
    Throwable failed = failure;
    return failed != null && Causes.of(failed).first(List.of(SchemaWaitException.class)) != null;
  }

  public String progress() {
    return failure != null
        ? "it is started again after a failure"
        : "Kafka Streams is " + streams.state() + restoring.progress();
  }

  public Throwable awaitEnd() throws InterruptedException {
    ended.await();
    return failure != null
        ? failure
        : new IllegalStateException("Kafka Streams has ended without a reason: " + streams.state());
  }

  public boolean failed() {
    return failure != null;
  }

  /**
   * Tells whether it had got as far as it could before it failed: to a commit, or to where no point
   * waited. On a quiet topic nothing is committed, for weeks maybe.
   */
  public boolean achieved() {
    return achieved;
  }

  public KafkaStreams streams() {
    return streams;
  }

  /** Interrupts its threads, like a crash: the next run repeats work that is not committed. */
  public void interrupt() {
    Set<String> threads =
        streams.metadataForLocalThreads().stream()
            .map(ThreadMetadata::threadName)
            .collect(Collectors.toSet());
    LOG.info("The threads {} are interrupted: they did not end in time", threads);
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> threads.contains(thread.getName()))
        .forEach(Thread::interrupt);
  }

  /** Commits finished work and leaves the group, so that another instance takes over at once. */
  public boolean close(Duration timeout) {
    return streams.close(
        CloseOptions.timeout(timeout)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
  }

  private static final class RestoreProgress implements StateRestoreListener {

    private record Range(long start, long end, long done) {}

    private final Map<TopicPartition, Range> ranges = new ConcurrentHashMap<>();

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
      ranges.put(changelog, new Range(start, end, start));
    }

    @Override
    public void onBatchRestored(
        TopicPartition changelog, String store, long batchEnd, long restoredRecords) {
      ranges.computeIfPresent(
          changelog, (key, range) -> new Range(range.start(), range.end(), batchEnd + 1));
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long restoredRecords) {
      ranges.remove(changelog);
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long restoredRecords) {
      ranges.remove(changelog);
    }

    /** Says how far it is, after a comma; empty when nothing is being restored. */
    String progress() {
      long total = ranges.values().stream().mapToLong(range -> range.end() - range.start()).sum();
      long done = ranges.values().stream().mapToLong(range -> range.done() - range.start()).sum();
      return total == 0
          ? ""
          : ", restoring its state: %,d of %,d offsets of changelogs are read"
              .formatted(done, total);
    }
  }
}
