package io.gyre.page;

import static io.gyre.http.HttpServer.refusal;

import io.gyre.GyreException;
import io.gyre.http.HttpBodies;
import io.gyre.http.JsonBody;
import io.gyre.http.Route;
import io.gyre.page.live.Applications;
import io.gyre.page.live.FileRefusedException;
import io.gyre.page.live.UploadControls;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The routes to send, start and stop a person's own file. */
record FileRoutes(Applications applications) {

  private static final JsonBody<UploadControls.Start> START =
      new JsonBody<>(UploadControls.Start.class);

  /** The time after which the page is told that stopping continues; usually it takes a second. */
  private static final long STOP_SECONDS = 10;

  void register(RoutesConfig routes) {
    routes.post("/api/files", this::upload, Route.UPLOAD);
    routes.post("/api/files/start", this::start, Route.CHANGE);
    routes.post("/api/files/stop", this::stop, Route.CHANGE);
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
      HttpBodies.refuse(request, refusing(e));
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
    UploadControls.Start wanted = START.read(request);
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
    String none = "Files cannot be learned from here: only 'gyre up' takes them";
    return applications.of(request).sources().uploads().orElseThrow(() -> refusal(404, none));
  }

  /** Throws a fault in the form in which the client is told it. */
  private static <T> T refuse(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    throw cause instanceof GyreException refused
        ? refusing(refused)
        : new CompletionException(cause);
  }

  private static HttpResponseException refusing(GyreException e) {
    int status = e instanceof FileRefusedException refused ? refused.status() : 400;
    return refusal(status, "%s", e.getMessage());
  }
}
