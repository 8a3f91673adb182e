package io.gyre.cli.terminal;

import io.gyre.StopSignal;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs work that may hang in a read that nothing can interrupt (standard input), so that the
 * command can still end on Ctrl-C.
 */
public final class AbandonableRun {

  /** The work has so long to notice the stop, unless it hangs. */
  private static final long GRACE_MS = 1000;

  private AbandonableRun() {}

  /**
   * Runs the work on a thread of its own and waits for its end; once the stop is requested, only a
   * second longer.
   *
   * @return what the work returned, or false if it hangs and is left behind
   * @throws RuntimeException what the work threw
   */
  public static boolean run(Callable<Boolean> work, StopSignal stop) throws InterruptedException {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(end, work), "gyre-work");
    thread.setDaemon(true);
    thread.start();
    stop.onStop(() -> stopped.complete(true));
    try {
      CompletableFuture.anyOf(end, stopped).get();
      return end.get(GRACE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static void complete(CompletableFuture<Boolean> end, Callable<Boolean> work) {
    try {
      end.complete(work.call());
    } catch (Throwable failure) { // handed over to the thread that waits
      end.completeExceptionally(failure);
    }
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }
}
