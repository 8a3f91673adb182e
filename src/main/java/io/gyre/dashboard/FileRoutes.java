package io.gyre.dashboard;

import io.gyre.GyreException;
import io.gyre.dashboard.page.Applications;
import io.gyre.dashboard.page.FileRefusedException;
import io.gyre.dashboard.page.UploadControls;
import io.gyre.serving.HttpBodies;
import io.gyre.serving.JsonBody;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A person's own file: it is sent, started and stopped. */
final class FileRoutes {

  private static final JsonBody<Wanted> WANTED = new JsonBody<>(Wanted.class);
  private static final double RATE = 1_000;
  private static final double MIN_RATE = 0.001;
  private static final double MAX_RATE = 1e7;

  /** After so long the page is told that it goes on; usually it takes a second. */
  private static final long STOP_SECONDS = 10;

  /**
   * What is to be started.
   *
   * @param ignore columns; null for none
   * @param rate a number of rows per second, or "max"; null for the usual one
   */
  private record Wanted(String file, String label, List<String> ignore, Object rate) {

    Wanted {
      require(file != null, "file: expected text");
      require(label != null, "label: expected text");
      ignore = ignore == null ? List.of() : ignore;
      require(ignore.stream().allMatch(Objects::nonNull), "ignore: expected an array of names");
      rate = rate == null ? RATE : rate;
      boolean inRange =
          rate instanceof Number rows
              && rows.doubleValue() >= MIN_RATE
              && rows.doubleValue() <= MAX_RATE;
      require(
          inRange || rate.equals("max"),
          "rate: expected 0.001 to 10000000 rows per second, or \"max\"");
    }

    private static void require(boolean condition, String message) {
      if (!condition) {
        throw new IllegalArgumentException(message);
      }
    }

    UploadControls.Start start() {
      double perSecond =
          rate instanceof Number rows ? rows.doubleValue() : Double.POSITIVE_INFINITY;
      return new UploadControls.Start(file, label, ignore, perSecond);
    }
  }

  private final Applications applications;

  FileRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.post(HttpBodies.STREAMED, this::upload);
    routes.post(HttpBodies.STREAMED + "/start", this::start);
    routes.post(HttpBodies.STREAMED + "/stop", this::stop);
  }

  private void upload(Context request) {
    UploadControls.Arriving file;
    try {
      String name = request.queryParam("name");
      if (name == null) {
        throw new GyreException("name: expected the file's name, found none");
      }
      file = uploads(request).receive(name, HttpBodies.length(request));
    } catch (GyreException e) {
      HttpBodies.refuse(request, refusal(e));
      return;
    }
    HttpBodies.answer(
        request,
        () ->
            HttpBodies.transfer(request, file::write)
                .whenComplete(
                    (nothing, fault) -> {
                      if (fault != null) {
                        file.abort();
                      }
                    })
                .thenApply(nothing -> file.end())
                .exceptionally(FileRoutes::refuse));
  }

  private void start(Context request) {
    UploadControls uploads = uploads(request);
    UploadControls.Start wanted = WANTED.read(request).start();
    HttpBodies.answer(
        request,
        () ->
            uploads
                .start(wanted)
                .thenApply(application -> Map.of("application", application))
                .exceptionally(FileRoutes::refuse));
  }

  private void stop(Context request) {
    UploadControls uploads = uploads(request);
    HttpBodies.answer(
        request,
        () ->
            uploads
                .stop()
                .copy()
                .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
                .thenApply(nothing -> uploads.state()));
  }

  private UploadControls uploads(Context request) {
    return applications
        .of(request)
        .sources()
        .uploads()
        .orElseThrow(
            () ->
                new HttpResponseException(
                    404, "Files cannot be learned from here: only 'gyre up' takes them"));
  }

  /** Says what stood in the way, as the client is told it. */
  private static <T> T refuse(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    if (cause instanceof GyreException refused) {
      throw refusal(refused);
    }
    if (cause instanceof RuntimeException other) {
      throw other;
    }
    throw new IllegalStateException(cause);
  }

  private static HttpResponseException refusal(GyreException e) {
    int status = e instanceof FileRefusedException refused ? refused.status() : 400;
    return new HttpResponseException(status, e.getMessage());
  }
}
