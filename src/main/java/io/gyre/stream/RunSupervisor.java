package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.LearnerTombstones;
import io.gyre.stream.start.StartRefusal;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.TopicsChangedException;
import io.gyre.stream.watch.StreamsRun;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the end of each run of Kafka Streams, and starts the next where {@link RunFailure} says
 * that it may help.
 */
final class RunSupervisor {

  private static final Logger LOG = LoggerFactory.getLogger(RunSupervisor.class);

  private static final long LOOK_MS = 100;
  private static final Duration ANSWERS_FIRST = Duration.ofSeconds(10);

  private final ApplicationSettings settings;
  private final RunStarter starter;
  private final StateFolder folder;
  private final RetryBackoff backoff;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = new Thread(this::supervise, "gyre-supervisor");

  /** Whether stores were deleted since something was last committed: once is enough. */
  private boolean restored;

  private Supplier<Map<TopicPartition, Long>> committed = Map::of;
  private Consumer<KafkaStreams> onRun = streams -> {};
  private volatile StreamsRun run;
  private volatile RuntimeException failure;

  RunSupervisor(
      ApplicationSettings settings, RunStarter starter, StateFolder folder, RetryBackoff backoff) {
    this.settings = settings;
    this.starter = starter;
    this.folder = folder;
    this.backoff = backoff;
    startFirstRun();
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

  private void startRun() {
    StreamsRun next = starter.make();
    show(next);
    next.start();
  }

  private synchronized void show(StreamsRun next) {
    run = next;
    onRun.accept(next.streams());
  }

  /** Tells of each run's Kafka Streams: of this now, and of each next. */
  synchronized void onRun(Consumer<KafkaStreams> listener) {
    onRun = listener;
    listener.accept(run.streams());
  }

  void start(Supplier<Map<TopicPartition, Long>> lastCommitted) {
    committed = lastCommitted;
    thread.setDaemon(true);
    thread.start();
  }

  private void supervise() {
    try {
      if (starter.crashed()) {
        // Points wait for an answer: they come first.
        awaitCommit(ANSWERS_FIRST);
      }
      withdrawRemoved();
      while (!isClosing()) {
        Throwable failed = run.awaitEnd();
        if (run.achieved()) {
          backoff.renew();
          restored = false;
          starter.noteAchieved();
        }
        while (failed != null && !isClosing()) {
          failed = recover(failed);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("closed");
    } catch (RuntimeException e) {
      if (isClosing()) {
        LOG.debug("closed in the midst of a question", e);
      } else {
        failure = e;
      }
    } finally {
      ended.countDown();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Beside the run, which need not wait for it. */
  private void withdrawRemoved() {
    try {
      new LearnerTombstones(settings).withdraw();
    } catch (KafkaException e) {
      if (!isClosing()) {
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
          ? StartRefusal.of(changed.ofState(), () -> learnedSince(changed.ofState().topic()))
          : fault.exception();
    }
    if (!closeAfter(fault)) {
      return null;
    }
    if (fault.kind() == RunFailure.Kind.TRANSIENT) {
      pause(fault);
    } else {
      restore(fault);
    }
    if (isClosing()) {
      return null;
    }
    try {
      startRun();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** Says what may have been learned of a topic that took the place of another. */
  private String learnedSince(String topic) {
    boolean closed = closeRun(StreamsRun.GIVE_UP_TIMEOUT);
    Map<TopicPartition, Long> before = committed.get();
    StringBuilder text = new StringBuilder();
    try {
      starter
          .group
          .committed(topic, ClusterAdmin.TIMEOUT)
          .forEach(
              (partition, end) -> {
                long from = before.getOrDefault(new TopicPartition(topic, partition), 0L);
                if (from < end) {
                  text.append(
                      "Offsets %d to %d of partition %d may have been learned from the new topic, on top of the old one. "
                          .formatted(from, end - 1, partition));
                }
              });
    } catch (KafkaException e) {
      LOG.info("What the group has committed is not known", e);
      closed = false;
    }
    if (!text.isEmpty()) {
      return text.toString().strip();
    }
    return closed
        ? "Nothing of the new topic has been learned."
        : "Some of the new topic may have been learned.";
  }

  /**
   * Closes the run. Without a broker an open transaction can be ended by nobody: it is waited for,
   * as the broker is.
   *
   * @return false if the instance is closed meanwhile
   */
  private boolean closeAfter(RunFailure fault) {
    restoreOutputs(fault);
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
      if (isClosing()) {
        return false;
      }
      if (changed) {
        restoreOutputs(fault);
        // What it sends to a topic that is another now would be waited for until it expires; so
        // would the end of its transaction, which is the next that it waits for.
        run.interrupt();
      }
    }
    return true;
  }

  /** Restores the outputs that are gone: the run may wait for one in the midst of a commit. */
  private void restoreOutputs(RunFailure ending) {
    if (!(ending.exception() instanceof TopicsChangedException changed)) {
      return;
    }
    try {
      starter.restoreOutputs(changed.topics());
    } catch (RuntimeException e) {
      RunFailure fault = RunFailure.of(e, settings);
      if (fault.kind() == RunFailure.Kind.FINAL) {
        throw fault.exception();
      }
      LOG.info("The outputs that were deleted could not be created yet", e);
    }
  }

  private void pause(RunFailure fault) throws InterruptedException {
    String reason = fault.exception().getMessage();
    if (!backoff.allowsAnother()) {
      throw new GyreException(
          "%s. Tried %d times without getting further".formatted(reason, backoff.attempts()),
          fault.exception(),
          Remedy.of(Kind.START_AGAIN));
    }
    long pauseMs = backoff.pause().toMillis();
    String message = "{}. Learning starts again from the last commit in {} s";
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

  StreamsRun run() {
    return run;
  }

  RuntimeException failure() {
    return failure;
  }

  void awaitCommit(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!run.hasCommitted()
        && !run.failed()
        && System.nanoTime() < end
        && !ended.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
      LOG.trace("nothing is committed yet");
    }
  }

  /** Waits until there is no further run, or {@link #release} is called. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  void release() {
    ended.countDown();
  }

  /** Starts no further run; the present one goes on. */
  void stop() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(StreamsRun.CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the present run; returns false when that takes too long. */
  boolean closeRun(Duration timeout) {
    boolean closed = run.close(timeout);
    if (closed && !run.failed()) {
      folder.endRun(run.contact().heard());
    }
    return closed;
  }
}
