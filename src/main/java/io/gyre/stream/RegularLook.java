package io.gyre.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at something again and again, on a thread of its own, until it is closed. */
final class RegularLook implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RegularLook.class);

  private final Supplier<Duration> pause;
  private final Runnable look;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param name of the thread
   * @param pause before each look, 1 ms at least
   * @param look what it throws ends all looks, and is logged as a bug
   */
  RegularLook(String name, Supplier<Duration> pause, Runnable look) {
    this.pause = pause;
    this.look = look;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
        look.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!isClosed()) {
        LOG.error("The thread {} has failed: a bug", thread.getName(), e);
      }
    }
  }

  /** Tells whether it is closed: a look may then fail for no other reason. */
  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Interrupts a look, and does not wait for its end. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
