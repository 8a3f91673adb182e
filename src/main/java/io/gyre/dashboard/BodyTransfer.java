package io.gyre.dashboard;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;

/**
 * Passes a request's body on, each piece as it comes: no thread waits for the client, and no more
 * than a piece is in memory. What comes after a piece that was not taken is read and dropped, for a
 * browser listens to an answer only when it has sent everything.
 */
final class BodyTransfer implements Runnable {

  private final Content.Source source;
  private final Consumer<ByteBuffer> sink;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private RuntimeException refused;

  private BodyTransfer(Content.Source source, Consumer<ByteBuffer> sink) {
    this.source = source;
    this.sink = sink;
  }

  /**
   * Starts.
   *
   * @param sink takes the pieces, and keeps nothing of a buffer
   * @return completed at the body's end; with what the client or the sink did wrong, if they did
   */
  static CompletableFuture<Void> start(Content.Source source, Consumer<ByteBuffer> sink) {
    BodyTransfer transfer = new BodyTransfer(source, sink);
    transfer.run();
    return transfer.ended;
  }

  /** Goes on; Jetty calls it when there is more. */
  @Override
  public void run() {
    // A client that took too long is not read any further.
    while (!ended.isDone()) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        ended.completeExceptionally(chunk.getFailure());
        return;
      }
      pass(chunk);
      if (chunk.isLast()) {
        end();
      }
    }
  }

  private void pass(Content.Chunk chunk) {
    try {
      if (refused == null) {
        sink.accept(chunk.getByteBuffer());
      }
    } catch (RuntimeException e) {
      refused = e;
    } finally {
      chunk.release();
    }
  }

  private void end() {
    if (refused == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(refused);
    }
  }
}
