package io.gyre.dashboard.page;

import io.gyre.serving.HttpLimits;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One page that listens: a short queue of events, written as fast as the browser takes them.
 *
 * <p>When a browser is so slow that its queue is full, what waits is dropped, and it gets a
 * snapshot once it reads again. So it costs nobody but itself; nothing here waits. For one thread;
 * only {@link #close} and {@link #ended} may be called by any.
 */
final class PageConnection implements AutoCloseable {

  private final ServletOutputStream out;
  private final Supplier<byte[]> snapshot;
  private final Queue<byte[]> queue = new ArrayDeque<>(HttpLimits.EVENTS);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private boolean behind = true;
  private boolean unflushed;

  /**
   * @param out where the browser reads; it must not block
   * @param snapshot makes the frame with everything
   */
  PageConnection(ServletOutputStream out, Supplier<byte[]> snapshot) {
    this.out = out;
    this.snapshot = snapshot;
  }

  /** Completed when the browser is gone or this is closed. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Whether a snapshot is due, for the browser takes nothing. */
  boolean isBehind() {
    return behind;
  }

  /** Has a frame written, at once or when the browser takes it. */
  void offer(byte[] frame) {
    if (queue.size() == HttpLimits.EVENTS) {
      fallBehind();
    } else if (!behind) {
      queue.add(frame);
      write();
    }
  }

  /** Has a snapshot written next, in place of what waits. */
  void fallBehind() {
    behind = true;
    queue.clear();
    write();
  }

  /** Writes what the browser takes of what waits. */
  void write() {
    try {
      while (!ended.isDone() && out.isReady()) {
        byte[] frame = unflushed ? null : next();
        if (frame != null) {
          out.write(frame);
        } else if (unflushed) {
          out.flush();
        } else {
          return;
        }
        unflushed = frame != null;
      }
    } catch (IOException e) {
      // The browser has gone: nothing is wrong.
      close();
    }
  }

  private byte[] next() {
    if (!behind) {
      return queue.poll();
    }
    behind = false;
    return snapshot.get();
  }

  @Override
  public void close() {
    ended.complete(null);
  }
}
