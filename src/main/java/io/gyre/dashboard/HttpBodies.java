package io.gyre.dashboard;

import io.gyre.GyreException;
import io.javalin.config.Key;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
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
final class HttpBodies {

  /** For a request's body, and for the answer's. */
  static final Key<Duration> MAX_TIME = new Key<>("max-time");

  /** Enough for 10,000 features written in full. */
  private static final int MAX_BYTES = 256 << 10;

  /** A file that is sent may take so many times as long: 256 MiB at 4 Mbit/s. */
  private static final int UPLOAD_TIMES = 10;

  /** Answers beyond this count towards the limit below; of the others, each connection has one. */
  private static final int LARGE_BYTES = 256 << 10;

  /** For all large answers that wait for their clients, in bytes. The largest field has 5 MB. */
  private static final Semaphore WAITING = new Semaphore(64 << 20);

  private static final String BODY = "body";

  private HttpBodies() {}

  /** Reads a post's body before its route is called; but for one that may not be in memory. */
  static void read(Context request) {
    if (request.method() == HandlerType.POST && !request.path().equals(FileRoutes.UPLOAD)) {
      request.future(() -> receive(request));
    }
  }

  private static CompletableFuture<Void> receive(Context request) {
    Request source = jetty(request);
    if (source.getLength() > MAX_BYTES) {
      throw tooLarge();
    }
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(source, MAX_BYTES, Promise.Invocable.toPromise(body));
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

  private static HttpRefusalException refusal(Throwable fault) {
    if (fault instanceof HttpException malformed) {
      return new HttpRefusalException(malformed.getCode(), "body: " + malformed.getReason());
    }
    return fault instanceof IllegalStateException
        ? tooLarge()
        : new HttpRefusalException(408, "body: it did not come in time");
  }

  private static HttpRefusalException tooLarge() {
    return new HttpRefusalException(
        413, "body: expected at most %d bytes, found more".formatted(MAX_BYTES));
  }

  /** The body that {@link #read} has read. */
  static byte[] of(Context request) {
    return request.attribute(BODY);
  }

  /** How long the body is said to be, in bytes; −1 if that is not said. */
  static long length(Context request) {
    return jetty(request).getLength();
  }

  /**
   * Passes the body on as it comes, within a time limit. Called once the request is asynchronous.
   *
   * @return fails with what the sink threw, or a refusal if the client did not send it all
   */
  static CompletableFuture<Void> transfer(Context request, Consumer<ByteBuffer> sink) {
    return BodyTransfer.start(jetty(request), sink)
        .orTimeout(
            request.appData(MAX_TIME).multipliedBy(UPLOAD_TIMES).toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            fault -> {
              throw fault instanceof GyreException refused ? refused : refusal(fault);
            });
  }

  /** Refuses a request whose body was not read, once it was: before, a browser does not listen. */
  static void refuse(Context request, HttpRefusalException refusal) {
    request.future(
        () ->
            transfer(request, piece -> {})
                .thenRun(
                    () -> {
                      throw refusal;
                    }));
  }

  /** Sends the answer as JSON once it is there; no thread waits for it. */
  static void answer(Context request, Supplier<CompletableFuture<?>> work) {
    request.contentType("application/json");
    request.future(
        () -> work.get().thenCompose(answer -> transmit(request, ApiRoutes.json(answer))));
  }

  /** Sends the answer once the route has returned. */
  static void send(Context request, String type, byte[] bytes) {
    request.contentType(type);
    request.future(() -> transmit(request, bytes));
  }

  private static CompletableFuture<Void> transmit(Context request, byte[] bytes) {
    int large = bytes.length > LARGE_BYTES ? bytes.length : 0;
    if (!WAITING.tryAcquire(large)) {
      throw new HttpRefusalException(
          503, "Too many large answers wait for slow clients; ask again later");
    }
    CompletableFuture<Void> ended = new CompletableFuture<>();
    out(request).sendContent(ByteBuffer.wrap(bytes), Callback.from(() -> ended.complete(null)));
    return withinTime(request, ended)
        .exceptionally(late -> cutOff(request))
        .whenComplete((nothing, fault) -> WAITING.release(large));
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
