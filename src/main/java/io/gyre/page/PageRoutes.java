package io.gyre.page;

import io.gyre.http.HttpBodies;
import io.gyre.http.Route;
import io.gyre.page.live.Applications;
import io.gyre.page.live.EventBroadcast;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/** The page itself, and the events that keep it up to date. */
record PageRoutes(Applications applications) {

  /** Among the encodings that a client takes, without a weight of 0. */
  private static final Pattern GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))");

  void register(RoutesConfig routes) {
    for (Asset asset : Asset.all()) {
      // The description of the API is for who may use it.
      Route route = asset.path().equals("/openapi.json") ? Route.QUESTION : Route.FILE;
      routes.get(asset.path(), request -> serve(request, asset), route);
    }
    routes.get("/api/events", this::events, Route.QUESTION);
  }

  private static void serve(Context request, Asset asset) {
    request.header("Cache-Control", "no-cache");
    request.header("ETag", asset.tag());
    if (asset.tag().equals(request.header("If-None-Match"))) {
      request.status(304);
      return;
    }
    request.header("Vary", "Accept-Encoding");
    String encodings = request.header("Accept-Encoding");
    boolean packed = encodings != null && GZIP.matcher(encodings).find();
    if (packed) {
      request.header("Content-Encoding", "gzip");
    }
    HttpBodies.send(request, asset.type(), packed ? asset.packed() : asset.bytes());
  }

  private void events(Context request) {
    EventBroadcast pages = applications.of(request).pages();
    request.res().setContentType("text/event-stream");
    request.res().setCharacterEncoding("utf-8");
    request.header("X-Accel-Buffering", "no");
    // Once the request is asynchronous, its thread is free.
    request.future(() -> pages.add(HttpBodies.out(request)));
  }
}
