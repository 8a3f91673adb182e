package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.registry.SchemaWaitException;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.LearnerTombstones;
import io.gyre.stream.start.StartRefusal;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.StoredState;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.start.TopicsChangedException;
import io.gyre.stream.watch.ClusterMonitor;
import io.gyre.stream.watch.Stall;
import io.gyre.stream.watch.StreamsRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Waits for the end of each run of Kafka Streams; starts the next if that may help. */
final class RunSupervisor {

  private static final Logger LOG = LoggerFactory.getLogger(RunSupervisor.class);

  private static final long LOOK_MS = 100;
  private static final Duration ANSWERS_FIRST = Duration.ofSeconds(10);

  private final RunStarter starter;
  private final ApplicationSettings settings;
  private final StateFolder folder;
  private final RetryBackoff backoff;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Open until there is no further run, or no caller waits for it. */
  final CountDownLatch ended = new CountDownLatch(1);

  private final Thread thread = new Thread(this::supervise, "gyre-supervisor");

  /** Transient failures, and whether stores were deleted, since a run last got anywhere. */
  private int failures;

  private boolean restored;
  private Supplier<Map<TopicPartition, Long>> committed = Map::of;
  volatile StreamsRun run;

  /** The schema that is awaited; null if none is. */
  volatile Stall awaited;

  /** The exception that ended the instance; null while it runs. */
  volatile RuntimeException failure;

  RunSupervisor(RunStarter starter) {
    this.starter = starter;
    settings = starter.settings;
    folder = starter.folder;
    backoff = starter.factories.backoff();
    try {
      startRun();
    } catch (RuntimeException e) {
      // Kafka Streams opens stores that it finds in the folder before it returns from its start.
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
    run = starter.make();
    run.start();
  }

  void start(Supplier<Map<TopicPartition, Long>> lastCommitted) {
    committed = lastCommitted;
    thread.setDaemon(true);
    thread.start();
  }

  private void supervise() {
    try {
      if (starter.crashed) {
        // Points wait for an answer: they come first.
        awaitCommit(ANSWERS_FIRST);
      }
      withdrawRemoved();
      while (!isClosing()) {
        Throwable failed = run.awaitEnd();
        if (run.achieved()) {
          failures = 0;
          restored = false;
          starter.parametersLost = false;
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
      LearnerTombstones.withdraw(settings);
    } catch (KafkaException | GyreException e) {
      if (!isClosing()) {
        LOG.warn(
            "The parameters of learners that are no longer on the list were not withdrawn ({}); the next start tries again",
            e.getMessage(),
            e);
      }
    }
  }

  /** Starts another run, and returns null, or what failed this time. Throws a final failure. */
  private Throwable recover(Throwable failed) throws InterruptedException {
    RunFailure fault = RunFailure.of(failed, settings);
    if (fault.kind() == RunFailure.Kind.FINAL) {
      throw fault.exception() instanceof TopicsChangedException changed
          ? StartRefusal.of(changed.ofState(), () -> learnedSince(changed.ofState().topic()))
          : fault.exception();
    }
    if (fault.kind() == RunFailure.Kind.AWAITS_SCHEMA) {
      noteAwaited(fault.exception().getMessage());
    }
    if (!closeAfter(fault)) {
      return null;
    }
    switch (fault.kind()) {
      case TRANSIENT -> pause(fault);
      case AWAITS_SCHEMA -> awaitSchema((SchemaWaitException) fault.exception());
      default -> restore(fault);
    }
    try {
      if (!isClosing()) {
        startRun();
      }
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** Says what may have been learned of a topic that took the place of another. */
  private String learnedSince(String topic) {
    boolean closed = closeRun(StreamsRun.GIVE_UP_TIMEOUT);
    Map<TopicPartition, Long> before = committed.get();
    List<String> learned = new ArrayList<>();
    try {
      Map<Integer, Long> ends = starter.group.committed(topic);
      for (int partition : ends.keySet()) {
        long from = before.getOrDefault(new TopicPartition(topic, partition), 0L);
        if (from < ends.get(partition)) {
          learned.add(
              "Offsets %d to %d of partition %d may have been learned from the new topic, on top of the old one."
                  .formatted(from, ends.get(partition) - 1, partition));
        }
      }
    } catch (KafkaException e) {
      LOG.info("What the group has committed is not known", e);
      closed = false;
    }
    if (learned.isEmpty()) {
      String some = closed ? "Nothing of the new topic has" : "Some of the new topic may have";
      learned.add(some + " been learned.");
    }
    return String.join(" ", learned);
  }

  /**
   * Closes the run; returns false if the instance is closed meanwhile. Without a broker no open
   * transaction can be ended: wait for it, as for the broker.
   */
  private boolean closeAfter(RunFailure fault) {
    RuntimeException reason = fault.exception();
    boolean changed = reason instanceof TopicsChangedException;
    Duration timeout = changed ? StreamsRun.GIVE_UP_TIMEOUT : StreamsRun.CLOSE_TIMEOUT;
    if (changed) {
      restoreOutputs();
    }
    while (!closeRun(timeout)) {
      if (fault.kind() == RunFailure.Kind.DAMAGED_STATE) {
        String text = "%s did not stop within %d s after a failure: %s";
        throw new GyreException(
            text.formatted(settings.application(), timeout.toSeconds(), reason.getMessage()),
            reason);
      }
      if (isClosing()) {
        return false;
      }
      if (restoreOutputs()) {
        // It waits for a topic that is gone: for its offsets, its records, its transaction's end.
        run.interrupt();
      }
    }
    return true;
  }

  /**
   * Restores the outputs that are gone: the run may wait for one in the midst of a commit. Returns
   * whether any topic has changed; a run may fail for it before {@link ClusterMonitor} sees it.
   */
  private boolean restoreOutputs() {
    try {
      List<Change> changes = starter.topics.changes(StreamsRun.GIVE_UP_TIMEOUT);
      starter.restoreOutputs(changes);
      return !changes.isEmpty();
    } catch (RuntimeException e) {
      RunFailure fault = RunFailure.of(e, settings);
      if (fault.kind() == RunFailure.Kind.FINAL) {
        throw fault.exception();
      }
      LOG.info("Outputs that were deleted may not be there yet", e);
      return false;
    }
  }

  private void pause(RunFailure fault) throws InterruptedException {
    String reason = fault.exception().getMessage();
    failures++;
    if (failures > backoff.attempts()) {
      throw new GyreException(
          "%s. Tried %d times without getting further".formatted(reason, backoff.attempts()),
          fault.exception(),
          Remedy.of(Kind.START_AGAIN));
    }
    long pauseMs = backoff.pause(failures).toMillis();
    LOG.atLevel(failures == 1 ? Level.WARN : Level.INFO)
        .setCause(failures == 1 ? fault.exception() : null)
        .log("{}. Learning starts again from the last commit in {} s", reason, pauseMs / 1000.0);
    closing.await(pauseMs, TimeUnit.MILLISECONDS);
  }

  /** Tells at once: nothing is learned until the schema comes. */
  private void noteAwaited(String cause) {
    Stall before = awaited;
    if (before == null || !before.cause().equals(cause)) {
      awaited = new Stall(before == null ? System.nanoTime() : before.sinceNanos(), cause);
      LOG.warn("Learning waits: {}", cause);
    }
  }

  /** Asks again, outside of any transaction, until the schema is known or denied. */
  private void awaitSchema(SchemaWaitException first) {
    try {
      starter.schemas.used.await(first.id, this::noteAwaited, this::isClosing);
      LOG.warn("Learning goes on, after {} s", awaited.seconds());
    } catch (SchemaWaitException e) {
      LOG.debug("closed", e);
    } finally {
      awaited = null;
    }
  }

  private void restore(RunFailure fault) {
    if (restored) {
      try {
        var foreign = new StoredState(settings.client(), settings.changelog()).foreign();
        if (!foreign.isEmpty()) {
          LOG.error("{} has entries of somebody else: {}", settings.changelog(), foreign);
        }
      } catch (RuntimeException e) {
        fault.exception().addSuppressed(e);
      }
      throw fault.exception();
    }
    restored = true;
    LOG.warn(
        "State folder {}: its stores are damaged and are restored from the cluster",
        folder.folder(),
        fault.exception());
    folder.deleteStores();
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

  /** Starts no further run; the current one continues. */
  void stop() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(StreamsRun.CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean closeRun(Duration timeout) {
    boolean closed = run.close(timeout);
    if (closed && !run.failed()) {
      folder.endRun(run.heard());
    }
    return closed;
  }
}
