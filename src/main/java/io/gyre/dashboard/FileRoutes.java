package io.gyre.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.GyreException;
import io.gyre.data.JsonErrorText;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A person's own file: it is sent, started and stopped. */
final class FileRoutes {

  /** The one post whose body is no JSON. */
  static final String UPLOAD = "/api/files";

  private static final List<String> MEMBERS = List.of("file", "label", "ignore", "rate");
  private static final double RATE = 1_000;
  private static final double MIN_RATE = 0.001;
  private static final double MAX_RATE = 1e7;

  /** After so long the page is told that it goes on; usually it takes a second. */
  private static final long STOP_SECONDS = 10;

  private final Applications applications;

  FileRoutes(Applications applications) {
    this.applications = applications;
  }

  void register(RoutesConfig routes) {
    routes.post(UPLOAD, this::upload);
    routes.post(UPLOAD + "/start", this::start);
    routes.post(UPLOAD + "/stop", this::stop);
  }

  private void upload(Context request) {
    FileUploads.Arriving file;
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
    FileUploads uploads = uploads(request);
    FileUploads.Start wanted = wanted(HttpBodies.of(request));
    HttpBodies.answer(
        request,
        () ->
            uploads
                .start(wanted)
                .thenApply(application -> Map.of("application", application))
                .exceptionally(FileRoutes::refuse));
  }

  private void stop(Context request) {
    FileUploads uploads = uploads(request);
    HttpBodies.answer(
        request,
        () ->
            uploads
                .stop()
                .copy()
                .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
                .thenApply(nothing -> uploads.state()));
  }

  private FileUploads uploads(Context request) {
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

  private static FileUploads.Start wanted(byte[] body) {
    JsonNode json;
    try {
      json = EventSerializer.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw bad("body: expected JSON, found: " + JsonErrorText.said(e));
    } catch (IOException e) {
      throw bad("body: " + e.getMessage());
    }
    if (!json.isObject()) {
      throw bad("body: expected an object with some of " + String.join(", ", MEMBERS));
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!MEMBERS.contains(name)) {
        throw bad(name + ": unknown; known are " + String.join(", ", MEMBERS));
      }
    }
    return new FileUploads.Start(
        text(json, "file"), text(json, "label"), ignored(json.path("ignore")), rate(json));
  }

  private static String text(JsonNode json, String member) {
    if (!json.path(member).isTextual()) {
      throw bad(member + ": expected text");
    }
    return json.get(member).textValue();
  }

  private static List<String> ignored(JsonNode json) {
    List<String> ignored = new ArrayList<>();
    if (!json.isArray() && !json.isMissingNode() && !json.isNull()) {
      throw bad("ignore: expected an array of names");
    }
    for (JsonNode name : json) {
      if (!name.isTextual()) {
        throw bad("ignore: expected an array of names");
      }
      ignored.add(name.textValue());
    }
    return ignored;
  }

  private static double rate(JsonNode json) {
    JsonNode rate = json.path("rate");
    if (rate.isMissingNode() || rate.isNull()) {
      return RATE;
    }
    if (rate.isTextual() && rate.textValue().equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    if (!rate.isNumber() || !(rate.doubleValue() >= MIN_RATE && rate.doubleValue() <= MAX_RATE)) {
      throw bad("rate: expected 0.001 to 10000000 rows per second, or \"max\"");
    }
    return rate.doubleValue();
  }

  private static HttpResponseException bad(String reason) {
    return new HttpResponseException(400, reason);
  }
}
