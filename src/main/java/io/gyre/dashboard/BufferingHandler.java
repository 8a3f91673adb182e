package io.gyre.dashboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Lets no slow client hold a thread: a request's body is read before a thread takes the request up,
 * and the thread is free once it has made the answer, whenever the client reads that. A client that
 * takes too long for both is cut off.
 *
 * <p>A stream of events has no end, and is written as it comes.
 */
final class BufferingHandler extends Handler.Wrapper {

  /** Answers beyond this count towards the limit below; of the others, each connection has one. */
  private static final int LARGE_BYTES = 256 << 10;

  /** Of all large answers that wait for their clients. The largest field has 5 MB. */
  private static final long MAX_WAITING_BYTES = 64 << 20;

  private final int maxBodyBytes;
  private final Duration maxTime;
  private final AtomicLong waitingBytes = new AtomicLong();

  /**
   * @param maxTime from a request's head to the last byte of its answer
   */
  BufferingHandler(int maxBodyBytes, Duration maxTime) {
    this.maxBodyBytes = maxBodyBytes;
    this.maxTime = maxTime;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    Scheduler.Task deadline =
        request.getComponents().getScheduler().schedule(client::close, maxTime);
    Callback done = Callback.from(callback, deadline::cancel);
    if (request.getLength() > maxBodyBytes) {
      refuse(request, response, done);
      return true;
    }
    Content.Source.asByteArrayAsync(
        request,
        maxBodyBytes,
        new Promise.Invocable.NonBlocking<>() {
          @Override
          public void succeeded(byte[] body) {
            // Not on this thread, which may be the one that tells of all clients' bytes.
            request
                .getContext()
                .execute(() -> answer(new Whole(request, body), response, done, deadline));
          }

          @Override
          public void failed(Throwable fault) {
            if (fault instanceof IllegalStateException) {
              refuse(request, response, done);
            } else if (fault instanceof IOException || fault instanceof TimeoutException) {
              Response.writeError(request, response, done, 408, "body: it did not come in time");
            } else {
              Response.writeError(request, response, done, fault);
            }
          }
        });
    return true;
  }

  private void answer(Request request, Response response, Callback done, Scheduler.Task deadline) {
    Answer answer = new Answer(request, response, deadline);
    try {
      if (!super.handle(request, answer, answer.made(done))) {
        Response.writeError(request, response, done, 404);
      }
    } catch (Throwable fault) {
      Response.writeError(request, response, done, fault);
    }
  }

  private void refuse(Request request, Response response, Callback done) {
    String reason = "body: expected at most %d bytes, found more".formatted(maxBodyBytes);
    Response.writeError(request, response, done, 413, reason);
  }

  /** A request whose body is here. */
  private static final class Whole extends Request.Wrapper {
    private Content.Chunk body;

    Whole(Request request, byte[] body) {
      super(request);
      this.body = Content.Chunk.from(ByteBuffer.wrap(body), true);
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = body;
      body = Content.Chunk.next(chunk);
      return chunk;
    }

    @Override
    public void demand(Runnable available) {
      available.run();
    }
  }

  /** Keeps what is written until it is whole; the writer need not wait. */
  private final class Answer extends Response.Wrapper {
    private final Scheduler.Task deadline;
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private final CompletableFuture<Void> sent = new CompletableFuture<>();
    private int size;

    Answer(Request request, Response response, Scheduler.Task deadline) {
      super(request, response);
      this.deadline = deadline;
    }

    /**
     * Called by the maker of the answer when it is made; {@code done} is called when it is sent.
     */
    Callback made(Callback done) {
      return Callback.from(
          () ->
              sent.whenComplete(
                  (nothing, fault) -> {
                    if (fault == null) {
                      done.succeeded();
                    } else {
                      done.failed(fault);
                    }
                  }),
          done::failed);
    }

    @Override
    public void reset() {
      pieces.clear();
      size = 0;
      super.reset();
    }

    @Override
    public void write(boolean last, ByteBuffer piece, Callback callback) {
      if (isStream()) {
        deadline.cancel();
        sent.complete(null);
        super.write(last, piece, callback);
        return;
      }
      if (BufferUtil.hasContent(piece)) {
        size += piece.remaining();
        // The writer uses its buffer again.
        pieces.add(BufferUtil.copy(piece));
        BufferUtil.clear(piece);
      }
      if (last) {
        send();
      }
      callback.succeeded();
    }

    private boolean isStream() {
      String type = getHeaders().get(HttpHeader.CONTENT_TYPE);
      return type != null && type.startsWith("text/event-stream");
    }

    private void send() {
      if (size > LARGE_BYTES && waitingBytes.addAndGet(size) > MAX_WAITING_BYTES) {
        waitingBytes.addAndGet(-size);
        refuse();
      }
      int large = size > LARGE_BYTES ? size : 0;
      Callback end = Callback.from(Callback.from(sent), () -> waitingBytes.addAndGet(-large));
      new IteratingNestedCallback(end) {
        @Override
        protected Action process() {
          if (hasLastWrite()) {
            return Action.SUCCEEDED;
          }
          ByteBuffer next = pieces.poll();
          getWrapped().write(pieces.isEmpty(), next, this);
          return Action.SCHEDULED;
        }
      }.iterate();
    }

    private void refuse() {
      pieces.clear();
      size = 0;
      setStatus(503);
      getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      getHeaders().remove(HttpHeader.CONTENT_ENCODING);
      getHeaders().remove(HttpHeader.CONTENT_LENGTH);
      pieces.add(
          ByteBuffer.wrap(
              HttpServer.error("Too many large answers wait for slow clients; ask again later")));
    }
  }
}
