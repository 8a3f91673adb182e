package io.gyre.http;

import static io.gyre.http.HttpServer.refusal;

import io.javalin.config.Key;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
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

  private static final String BODY = "body";

  /** The bytes that Jetty collects before it sends anything: a quarter of its buffer of 32 KiB. */
  private static final int SMALL_BYTES = 8 << 10;

  private HttpBodies() {}

  /** Reads a post's body before its route is called, unless that reads it as it comes. */
  static void read(Context request) {
    Route route = Route.of(request);
    if (request.method() != HandlerType.POST || route == Route.UPLOAD) {
      return;
    }
    int most = route.bodyBytes();
    if (length(request) > most) {
      throw tooLarge(most);
    }
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(jetty(request), most, Promise.Invocable.toPromise(body));
    if (body.isDone() && !body.isCompletedExceptionally()) {
      // As a short one is, that came with its head: to wait costs an asynchronous cycle.
      request.attribute(BODY, unpacked(request, body.join(), most));
      return;
    }
    request.future(
        () ->
            withinTime(request, 1, body)
                .thenAccept(bytes -> request.attribute(BODY, unpacked(request, bytes, most))));
  }

  /** Returns the body as it was before it was compressed, if it was. */
  private static byte[] unpacked(Context request, byte[] body, int most) {
    String encoding = request.header("Content-Encoding");
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return body;
    }
    if (!encoding.equalsIgnoreCase("gzip")) {
      throw refusal(415, "Content-Encoding: expected gzip or none");
    }
    try (InputStream packed = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] whole = packed.readNBytes(most + 1);
      if (whole.length > most) {
        throw tooLarge(most);
      }
      return whole;
    } catch (IOException e) {
      throw refusal(400, "body: expected gzip, as Content-Encoding says: %s", e.getMessage());
    }
  }

  private static HttpResponseException tooLarge(int most) {
    return refusal(413, "body: expected at most %d bytes, found more", most);
  }

  /** Waits for a request's body; {@code times} the time that one may take. */
  private static <T> CompletableFuture<T> withinTime(
      Context request, int times, CompletableFuture<T> body) {
    return limited(request, times, body)
        .exceptionally(
            fault -> {
              if (fault instanceof HttpException malformed) {
                throw refusal(malformed.getCode(), "body: %s", malformed.getReason());
              }
              throw fault instanceof IllegalStateException
                  ? tooLarge(Route.of(request).bodyBytes())
                  : refusal(408, "body: it did not come in time");
            });
  }

  private static <T> CompletableFuture<T> limited(
      Context request, int times, CompletableFuture<T> work) {
    if (work.isDone()) {
      return work;
    }
    long ms = request.appData(MAX_TIME).multipliedBy(times).toMillis();
    return work.orTimeout(ms, TimeUnit.MILLISECONDS);
  }

  /** Returns the body that was read before the route was called. */
  public static byte[] of(Context request) {
    return request.attribute(BODY);
  }

  /** Returns the length of the body from its head, in bytes; −1 if absent. */
  public static long length(Context request) {
    return jetty(request).getLength();
  }

  /**
   * Passes the body on as it comes, within a time limit; only a piece is in memory. After a piece
   * that was not taken the rest is read and dropped: a browser listens to an answer only when it
   * has sent everything. Called once the request is asynchronous.
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
    return withinTime(request, HttpLimits.UPLOAD_TIMES, ended)
        .thenCompose(whole -> taken.isDone() ? taken : ended);
  }

  /** Refuses a request once its body was read: before, a browser does not listen. */
  public static void refuse(Context request, HttpResponseException reason) {
    request.future(
        () ->
            transfer(request, piece -> {})
                .thenCompose(all -> CompletableFuture.failedFuture(reason)));
  }

  /** Sends an answer as JSON once it is there; no thread waits for it. */
  public static void answer(Context request, Supplier<CompletableFuture<?>> work) {
    later(request, "application/json", () -> work.get().thenApply(JsonBody::json));
  }

  private static void later(
      Context request, String type, Supplier<CompletableFuture<byte[]>> answer) {
    request.contentType(type);
    request.future(() -> answer.get().thenCompose(bytes -> transmit(request, bytes)));
  }

  /** Sends the answer once the route has returned. */
  public static void send(Context request, String type, byte[] bytes) {
    request.contentType(type);
    if (bytes.length <= SMALL_BYTES) {
      try {
        // Stays in a buffer of Jetty's, which no thread waits for: an asynchronous cycle is spared.
        out(request).write(bytes);
      } catch (EofException e) {
        return; // The client is gone, as it may be while a larger answer is sent.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return;
    }
    request.future(() -> transmit(request, bytes));
  }

  /** Makes an answer that may take long on a thread of the server's pool, and sends it. */
  public static void make(Context request, String type, Supplier<byte[]> answer) {
    Executor pool = jetty(request).getComponents().getExecutor();
    later(request, type, () -> CompletableFuture.supplyAsync(answer, pool));
  }

  /** Sends bytes; cuts off a client that takes too long. */
  private static CompletableFuture<Void> transmit(Context request, byte[] bytes) {
    Request jetty = jetty(request); // cannot be asked for once the request is over
    Runnable leave = HttpLimits.room(bytes.length);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    out(request).sendContent(ByteBuffer.wrap(bytes), Callback.from(() -> ended.complete(null)));
    return limited(request, 1, ended)
        .exceptionally(
            late -> {
              jetty.getConnectionMetaData().getConnection().getEndPoint().close();
              return null;
            })
        .whenComplete((nothing, fault) -> leave.run());
  }

  /** Returns the stream of an answer, which does not block once the request is asynchronous. */
  public static HttpOutput out(Context request) {
    try {
      return (HttpOutput) request.res().getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Request jetty(Context request) {
    return ServletContextRequest.getServletContextRequest(request.req());
  }
}
