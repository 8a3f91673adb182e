package io.gyre.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats an action on its own thread until it is closed. */
public final class RepeatingThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RepeatingThread.class);

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private RepeatingThread(String name, boolean atOnce, Supplier<Duration> pause, Runnable action) {
    thread = new Thread(() -> run(atOnce, pause, action), name);
    thread.setDaemon(true);
  }

  /**
   * Repeats a check, with a pause before each.
   *
   * @param look an exception from it ends the repetition, and is logged as a bug
   */
  public static RepeatingThread looking(String name, Supplier<Duration> pause, Runnable look) {
    return new RepeatingThread(name, false, pause, look);
  }

  /** Follows something until this {@link #isClosed}; starts again a second after an end. */
  public static RepeatingThread following(String name, Runnable follow) {
    return new RepeatingThread(name, true, () -> RETRY, follow);
  }

  public void start() {
    thread.start();
  }

  private void run(boolean atOnce, Supplier<Duration> pause, Runnable action) {
    try {
      if (atOnce && !isClosed()) {
        action.run();
      }
      while (!closed.await(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
        action.run();
      }
    } catch (InterruptedException e) {
      closed.countDown();
    } catch (RuntimeException e) {
      if (!isClosed()) {
        LOG.error("The thread {} has failed: a bug", thread.getName(), e);
      }
    }
  }

  /** Tells whether it is closed, for which alone the action may then fail. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Interrupts the action without waiting for its end. */
  public void interrupt() {
    closed.countDown();
    thread.interrupt();
  }

  /** Waits for the end, without an interrupt: a consumer would not leave its group. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
