package io.gyre.stream.watch;

import io.gyre.stream.processor.InputTopics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of Kafka Streams: from its start until it is closed or a thread of it fails.
 *
 * <p>A thread that failed is not replaced by Kafka Streams: the new one would be another member of
 * the group with another transactional id, and wait for those of the dead one to time out. A new
 * run has the identity of the one before.
 */
public final class StreamsRun {

  public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** A run that failed for good commits nothing more, and may wait in vain for what is gone. */
  public static final Duration GIVE_UP_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(StreamsRun.class);

  private final KafkaStreams streams;
  private final InputTopics inputs;
  private final ClusterContact contact;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final RestoreProgress restoring = new RestoreProgress();
  private volatile Throwable failure;
  private volatile boolean caughtUp;
  private volatile boolean achieved;

  public StreamsRun(KafkaStreams streams, InputTopics inputs, ClusterContact contact) {
    this.streams = streams;
    this.inputs = inputs;
    this.contact = contact;
    streams.setUncaughtExceptionHandler(this::onUncaught);
    streams.setStateListener((now, before) -> onState(now));
    streams.setGlobalStateRestoreListener(restoring);
  }

  public void start() {
    streams.start();
  }

  private StreamThreadExceptionResponse onUncaught(Throwable thrown) {
    fail(thrown);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Ends it with a reason; the first one counts. Kafka Streams runs on until it is closed. */
  public synchronized void fail(Throwable thrown) {
    if (failure == null) {
      achieved = hasCommitted() || caughtUp;
      failure = thrown;
      ended.countDown();
    }
  }

  /** Whether it has committed an offset yet: Kafka Streams counts commits of nothing, too. */
  public boolean hasCommitted() {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.committedOffsets().values().stream())
        .anyMatch(offset -> offset >= 0);
  }

  public InputTopics inputs() {
    return inputs;
  }

  public ClusterContact contact() {
    return contact;
  }

  public Set<TopicPartition> partitions() {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .collect(Collectors.toSet());
  }

  /** Notes that it was seen running while no point waited on its partitions, if it has any. */
  void noteCaughtUp() {
    caughtUp = true;
  }

  boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  public String progress() {
    if (failure != null) {
      return "it is started again after a failure";
    }
    String restored = restoring.progress();
    return "Kafka Streams is " + streams.state() + (restored.isEmpty() ? "" : ", " + restored);
  }

  private void onState(KafkaStreams.State state) {
    LOG.debug("Kafka Streams is {}", state);
    if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING) {
      ended.countDown();
    }
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

  /**
   * Ends what its threads wait for, as a crash would: what is not committed is done again by the
   * next run, from the state as it was committed.
   */
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

  /** Commits what is done and leaves the group, so that another instance takes over at once. */
  public boolean close(Duration timeout) {
    return streams.close(
        CloseOptions.timeout(timeout)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
  }
}
