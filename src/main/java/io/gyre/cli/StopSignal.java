package io.gyre.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM, turned into a wish that a long command can follow in its own time.
 *
 * <p>A command that called {@link #listen()} or {@link #onStop} is left to finish, and the process
 * then ends with the command's own exit code. Any other command ends at once, as the JVM does by
 * itself (exit code 130 or 143). Thread-safe.
 *
 * <p>The signals themselves are handled, rather than the JVM's shutdown: while a JVM shuts down it
 * takes no more shutdown hooks, so classes that add one (Kafka's broker has such) could not be
 * loaded by a command that is still about to start.
 */
public final class StopSignal {

  /** Time that a command has to finish in; after it the process ends whatever it does. */
  private static final long PATIENCE_SECONDS = 60;

  /** Those that ask a process to end, with their numbers; a terminal that is closed sends HUP. */
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  /** What a shell adds to a signal's number to tell which one ended a process. */
  private static final int BY_SIGNAL = 128;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final List<Runnable> actions = new ArrayList<>();
  private volatile boolean listening;

  /** Makes this what the process does on a signal. One that it was told to ignore stays ignored. */
  public void install() {
    SIGNALS.forEach((name, number) -> Signals.register(name, () -> received(BY_SIGNAL + number)));
  }

  /** From now on Ctrl-C does not end the process: the command looks at {@link #requested()}. */
  public void listen() {
    listening = true;
  }

  /**
   * Adds what to run when the stop is requested, on another thread: something that makes the
   * command return, such as a consumer's {@code wakeup()}. Runs at once if it was requested
   * already.
   */
  public void onStop(Runnable action) {
    listen();
    synchronized (actions) {
      if (!requested()) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  /** Returns whether the command shall stop. */
  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits for the stop, however long it takes. */
  public void await() throws InterruptedException {
    listen();
    requested.await();
  }

  /**
   * Waits for the stop, at most this long.
   *
   * @return whether the command shall stop
   */
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    listen();
    return requested.await(time, unit);
  }

  /** Requests the stop: what Ctrl-C does. Later calls do nothing. */
  public void request() {
    List<Runnable> toRun;
    synchronized (actions) {
      requested.countDown();
      toRun = List.copyOf(actions);
      actions.clear();
    }
    for (Runnable action : toRun) {
      runAction(action);
    }
  }

  /** Tells that the command has returned: the process ends with its exit code. */
  void finished() {
    finished.countDown();
  }

  private void received(int exitCode) {
    if (finished.getCount() == 0) {
      return;
    }
    if (!listening) {
      Runtime.getRuntime().halt(exitCode);
    }
    request();
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The other actions must run even if one fails. */
  private static void runAction(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      Logger log = LoggerFactory.getLogger(StopSignal.class);
      log.error("What was to be done on Ctrl-C failed", e);
    }
  }
}
