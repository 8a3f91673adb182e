package io.gyre.dashboard;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One page that listens: a short queue of frames and a thread that writes them to the browser.
 *
 * <p>When a browser is so slow that its queue is full, what waits is dropped, and it gets a
 * snapshot once it reads again. So it costs nobody but itself. Thread-safe.
 */
final class Listener implements AutoCloseable {

  private static final int QUEUE = 8;

  /** Wakes the thread, which then looks whether it is behind or closed. */
  private static final byte[] NOTHING = new byte[0];

  private final OutputStream out;
  private final Function<Listener, byte[]> snapshot;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean behind = true;
  private volatile boolean closed;

  /**
   * @param out where the browser reads
   * @param snapshot makes the frame with everything, and forgets what is older than it
   */
  Listener(OutputStream out, Function<Listener, byte[]> snapshot) {
    this.out = out;
    this.snapshot = snapshot;
  }

  /** Starts to write, with a snapshot. */
  void start(String name) {
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Completed when the browser is gone or this is closed. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Hands over a frame, never waits. */
  void offer(byte[] frame) {
    if (!queue.offer(frame)) {
      fallBehind();
    }
  }

  /** Has a snapshot written next, in place of what waits. */
  void fallBehind() {
    behind = true;
    queue.clear();
    queue.offer(NOTHING);
  }

  private void run() {
    try {
      while (!closed) {
        byte[] frame = behind ? snapshot.apply(this) : queue.take();
        if (frame != NOTHING) {
          out.write(frame);
          out.flush();
        }
      }
    } catch (IOException | CancellationException e) {
      // The browser has gone, or the server while it wrote: nothing is wrong.
      closed = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.complete(null);
    }
  }

  /** Forgets the frames that wait, for a snapshot is about to be written. */
  void caughtUp() {
    queue.clear();
    behind = false;
  }

  @Override
  public void close() {
    closed = true;
    queue.clear();
    queue.offer(NOTHING);
    ended.complete(null);
  }
}
