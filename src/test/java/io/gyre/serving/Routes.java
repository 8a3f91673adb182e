package io.gyre.serving;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.HandlerType;
import java.util.Set;
import java.util.TreeSet;

/** The routes of a server, and those of its description, each as {@code GET /path}. */
public final class Routes {

  private Routes() {}

  /** Returns those that an OpenAPI file describes. */
  public static Set<String> described(JsonNode openapi) {
    Set<String> described = new TreeSet<>();
    openapi
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> described.add(method.toUpperCase() + " " + path.getKey())));
    return described;
  }

  /** Returns those that a server has. */
  public static Set<String> registered(HttpServer server) {
    Set<String> registered = new TreeSet<>();
    server.javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> Set.of(HandlerType.GET, HandlerType.POST).contains(endpoint.method))
        .map(endpoint -> endpoint.method + " " + endpoint.path)
        .forEach(registered::add);
    return registered;
  }
}
