package io.gyre.cli.terminal;

import io.gyre.StopSignal;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;
import org.slf4j.LoggerFactory;

/**
 * Turns Ctrl-C and SIGTERM into a {@link StopSignal}. A command that listens to it may finish, and
 * sets the exit code. Any other ends at once, as the JVM does by default (130 or 143).
 *
 * <p>It handles the signals rather than the JVM's shutdown: a JVM that shuts down accepts no more
 * shutdown hooks, so a starting command could not load classes that add one, as Kafka's broker
 * does.
 */
public final class EndingSignals {

  /** A command has this long to finish; then the process ends whatever it does. */
  private static final long PATIENCE_SECONDS = 60;

  /** Signals that ask a process to end, with their numbers; a terminal that closes sends HUP. */
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  /** A shell adds this to a signal's number to tell which one ended a process. */
  private static final int BY_SIGNAL = 128;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final StopSignal stop;

  /** Handles the signals from now on. An ignored signal stays ignored. */
  public EndingSignals(StopSignal stop) {
    this.stop = stop;
    SIGNALS.forEach((name, number) -> Signals.register(name, () -> received(BY_SIGNAL + number)));
  }

  public void finished() {
    finished.countDown();
  }

  private void received(int exitCode) {
    if (finished.getCount() == 0) {
      return;
    }
    if (!stop.isHeard()) {
      Runtime.getRuntime().halt(exitCode);
    }
    try {
      stop.request();
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(EndingSignals.class).error("Stopping failed", e);
    }
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
