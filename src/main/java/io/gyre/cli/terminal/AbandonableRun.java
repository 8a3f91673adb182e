package io.gyre.cli.terminal;

import io.gyre.StopSignal;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Runs work that may hang in a read that nothing can interrupt (standard input), so that the
 * command can still end on Ctrl-C.
 */
public final class AbandonableRun {

  /** The time that the work has to notice the stop. */
  private static final long GRACE_MS = 1000;

  private AbandonableRun() {}

  /**
   * Runs the work on its own thread and waits for its end, after a stop only a second longer.
   *
   * @return the result of the work, or false if it hangs and is abandoned
   * @throws RuntimeException what the work threw
   */
  public static boolean run(Callable<Boolean> work, StopSignal stop) throws InterruptedException {
    FutureTask<Boolean> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "gyre-work");
    thread.setDaemon(true);
    thread.start();
    Executor later = CompletableFuture.delayedExecutor(GRACE_MS, TimeUnit.MILLISECONDS);
    stop.onStop(() -> later.execute(() -> task.cancel(false)));
    try {
      return task.get();
    } catch (CancellationException hangs) {
      return false;
    } catch (ExecutionException e) {
      Throwable failure = e.getCause();
      if (failure instanceof Error error) {
        throw error;
      }
      throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
  }
}
