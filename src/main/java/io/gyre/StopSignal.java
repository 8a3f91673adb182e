package io.gyre;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish that something long shall stop, which it follows in its own time: Ctrl-C for a command,
 * its owner's call for a thread. Thread-safe.
 */
public final class StopSignal {

  private final CountDownLatch requested = new CountDownLatch(1);
  private final List<Runnable> actions = new ArrayList<>();
  private volatile boolean listening;

  /** From now on somebody looks at {@link #requested()}, and ends by itself. */
  public void listen() {
    listening = true;
  }

  /** Returns whether somebody listens; if nobody does, Ctrl-C ends the process at once. */
  public boolean isHeard() {
    return listening;
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

  /** Returns whether to stop. */
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
   * @return whether to stop
   */
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    listen();
    return requested.await(time, unit);
  }

  /**
   * Requests the stop. Later calls do nothing.
   *
   * @throws RuntimeException what the first action threw that failed; all of them were run
   */
  public void request() {
    List<Runnable> toRun;
    synchronized (actions) {
      requested.countDown();
      toRun = List.copyOf(actions);
      actions.clear();
    }
    RuntimeException failure = null;
    for (Runnable action : toRun) {
      try {
        action.run();
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
