package io.gyre.dashboard.page;

import io.gyre.http.HttpLimits;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One open page: a short queue of events, written as fast as the browser takes them. A full queue
 * is dropped, and the browser gets a snapshot once it reads again. For one thread; any thread may
 * call {@link #close} and {@link #ended}.
 */
final class PageConnection implements AutoCloseable {

  private final ServletOutputStream out;
  private final Supplier<byte[]> snapshot;
  private final Queue<byte[]> queue = new ArrayDeque<>(HttpLimits.EVENTS);
  final CompletableFuture<Void> ended = new CompletableFuture<>();
  boolean behind = true; // whether a snapshot is due, because the browser takes nothing
  private boolean unflushed;

  /**
   * @param out where the browser reads; it must not block
   * @param snapshot makes the frame with everything
   */
  PageConnection(ServletOutputStream out, Supplier<byte[]> snapshot) {
    this.out = out;
    this.snapshot = snapshot;
  }

  void offer(byte[] frame) {
    if (queue.size() == HttpLimits.EVENTS) {
      fallBehind();
    } else if (!behind) {
      queue.add(frame);
      write();
    }
  }

  /** Writes a snapshot next, instead of the waiting events. */
  void fallBehind() {
    behind = true;
    queue.clear();
    write();
  }

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
    } catch (IOException gone) {
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
