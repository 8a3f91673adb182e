package io.gyre.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again, on a thread of its own, until it is closed. */
public final class RepeatingThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RepeatingThread.class);

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Runnable action;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private RepeatingThread(String name, Duration first, Supplier<Duration> pause, Runnable action) {
    this.action = action;
    thread = new Thread(() -> run(first, pause), name);
    thread.setDaemon(true);
  }

  /**
   * Looks at something, with a pause before each look.
   *
   * @param pause 1 ms at least
   * @param look what it throws ends all looks, and is logged as a bug
   */
  public static RepeatingThread looking(String name, Supplier<Duration> pause, Runnable look) {
    return new RepeatingThread(name, null, pause, look);
  }

  /**
   * Follows something, and begins anew a second after that has ended.
   *
   * @param follow ends soon after this {@link #isClosed}
   */
  public static RepeatingThread following(String name, Runnable follow) {
    return new RepeatingThread(name, Duration.ZERO, () -> RETRY, follow);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run(Duration first, Supplier<Duration> pause) {
    try {
      Duration next = first == null ? pause.get() : first;
      while (!closed.await(next.toMillis(), TimeUnit.MILLISECONDS)) {
        action.run();
        next = pause.get();
      }
    } catch (InterruptedException e) {
      closed.countDown();
    } catch (RuntimeException e) {
      if (!isClosed()) {
        LOG.error("The thread {} has failed: a bug", thread.getName(), e);
      }
    }
  }

  /** Tells whether it is closed: the action may then fail for no other reason. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Interrupts the action, and does not wait for its end. */
  public void interrupt() {
    closed.countDown();
    thread.interrupt();
  }

  /** Waits for the end. Not interrupted: a consumer that is would leave without saying so. */
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
