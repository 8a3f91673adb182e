package io.gyre.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Follows something on a thread of its own until it is closed, and begins anew when that ends. */
public final class FollowingThread implements AutoCloseable {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Runnable follow;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param name of the thread
   * @param follow ends soon after this {@link #isClosed}; what it throws ends the thread
   */
  public FollowingThread(String name, Runnable follow) {
    this.follow = follow;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Begins to follow. */
  public void start() {
    thread.start();
  }

  private void run() {
    while (!isClosed()) {
      follow.run();
      pause();
    }
  }

  private void pause() {
    try {
      closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }

  /** Tells whether it is closed. */
  public boolean isClosed() {
    return closed.getCount() == 0;
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
