package io.gyre.serving;

import io.javalin.config.Key;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * Bodies of requests and answers. No thread waits while a client sends or reads one, and a client
 * that takes too long is cut off.
 */
public final class HttpBodies {

  /** For a request's body, and for the answer's. */
  static final Key<Duration> MAX_TIME = new Key<>("max-time");

  /** The one path whose post has no JSON; its route reads the body as it comes. */
  public static final String STREAMED = "/api/files";

  private static final String BODY = "body";

  private HttpBodies() {}

  /** Reads a post's body before its route is called; but for one that may not be in memory. */
  static void read(Context request) {
    if (request.method() == HandlerType.POST && !request.path().equals(STREAMED)) {
      request.future(() -> receive(request));
    }
  }

  private static CompletableFuture<Void> receive(Context request) {
    Request source = jetty(request);
    if (source.getLength() > HttpLimits.BODY_BYTES) {
      throw tooLarge();
    }
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(
        source, HttpLimits.BODY_BYTES, Promise.Invocable.toPromise(body));
    return withinTime(request, body)
        .handle(
            (bytes, fault) -> {
              if (fault != null) {
                throw refusal(fault);
              }
              request.attribute(BODY, bytes);
              return null;
            });
  }

  private static HttpResponseException refusal(Throwable fault) {
    if (fault instanceof HttpException malformed) {
      return new HttpResponseException(malformed.getCode(), "body: " + malformed.getReason());
    }
    return fault instanceof IllegalStateException
        ? tooLarge()
        : new HttpResponseException(408, "body: it did not come in time");
  }

  private static HttpResponseException tooLarge() {
    return new HttpResponseException(
        413, "body: expected at most %d bytes, found more".formatted(HttpLimits.BODY_BYTES));
  }

  /** The body that {@link #read} has read. */
  public static byte[] of(Context request) {
    return request.attribute(BODY);
  }

  /** How long the body is said to be, in bytes; −1 if that is not said. */
  public static long length(Context request) {
    return jetty(request).getLength();
  }

  /**
   * Passes the body on as it comes, within a time limit; no more than a piece is in memory. What
   * comes after a piece that was not taken is read and dropped, for a browser listens to an answer
   * only when it has sent everything. Called once the request is asynchronous.
   *
   * @param sink takes the pieces, and keeps nothing of a buffer
   * @return fails with what the sink threw, or a refusal if the client did not send it all
   */
  public static CompletableFuture<Void> transfer(Context request, Consumer<ByteBuffer> sink) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletableFuture<Void> taken = new CompletableFuture<>();
    Content.copy(
        jetty(request),
        (isLast, piece, next) -> {
          try {
            // Nothing of a client that took too long is passed on any more.
            if (!taken.isDone() && !ended.isDone()) {
              sink.accept(piece);
            }
          } catch (RuntimeException e) {
            taken.completeExceptionally(e);
          }
          next.succeeded();
        },
        Callback.from(() -> ended.complete(null), ended::completeExceptionally));
    return ended
        .orTimeout(
            request.appData(MAX_TIME).multipliedBy(HttpLimits.UPLOAD_TIMES).toMillis(),
            TimeUnit.MILLISECONDS)
        .exceptionally(
            fault -> {
              throw refusal(fault);
            })
        .thenCompose(whole -> taken.isDone() ? taken : ended);
  }

  /** Refuses a request whose body was not read, once it was: before, a browser does not listen. */
  public static void refuse(Context request, HttpResponseException refusal) {
    request.future(
        () ->
            transfer(request, piece -> {})
                .thenRun(
                    () -> {
                      throw refusal;
                    }));
  }

  /** Sends the answer as JSON once it is there; no thread waits for it. */
  public static void answer(Context request, Supplier<CompletableFuture<?>> work) {
    request.contentType("application/json");
    request.future(
        () -> work.get().thenCompose(answer -> transmit(request, JsonBody.json(answer))));
  }

  /** Sends the answer once the route has returned. */
  public static void send(Context request, String type, byte[] bytes) {
    request.contentType(type);
    request.future(() -> transmit(request, bytes));
  }

  private static CompletableFuture<Void> transmit(Context request, byte[] bytes) {
    Runnable leave = HttpLimits.room(bytes.length);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    out(request).sendContent(ByteBuffer.wrap(bytes), Callback.from(() -> ended.complete(null)));
    return withinTime(request, ended)
        .exceptionally(late -> cutOff(request))
        .whenComplete((nothing, fault) -> leave.run());
  }

  private static HttpOutput out(Context request) {
    try {
      return (HttpOutput) request.res().getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> CompletableFuture<T> withinTime(Context request, CompletableFuture<T> work) {
    return work.orTimeout(request.appData(MAX_TIME).toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Void cutOff(Context request) {
    jetty(request).getConnectionMetaData().getConnection().getEndPoint().close();
    return null;
  }

  private static Request jetty(Context request) {
    return ServletContextRequest.getServletContextRequest(request.req());
  }
}
