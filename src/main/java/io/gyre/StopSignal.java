package io.gyre;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A request to stop something long: Ctrl-C stops a command, a call stops a thread. Thread-safe. */
public final class StopSignal {

  private final CountDownLatch requested = new CountDownLatch(1);
  private final List<Runnable> actions = new ArrayList<>();
  private volatile boolean listening;

  /** Declares that a caller checks {@link #requested()} from now on, and ends by itself. */
  public void listen() {
    listening = true;
  }

  /** Tells whether a caller listens; if not, Ctrl-C ends the process at once. */
  public boolean isHeard() {
    return listening;
  }

  /** Adds an action that is run when the stop is requested, or at once if it was already. */
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

  public boolean requested() {
    return requested.getCount() == 0;
  }

  public void await() throws InterruptedException {
    listen();
    requested.await();
  }

  /** Waits for the stop, at most this long, and tells whether to stop. */
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
