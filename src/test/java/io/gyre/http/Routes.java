package io.gyre.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.security.Roles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** Returns those that a server has, and what each says that it may do; null for nothing. */
  public static Map<String, Object> registered(HttpServer server) {
    Map<String, Object> registered = new TreeMap<>();
    server.javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> !endpoint.method.toString().contains("BEFORE"))
        .forEach(
            endpoint -> {
              Roles roles = endpoint.metadata(Roles.class);
              Set<?> said = roles == null ? Set.of() : roles.getRoles();
              registered.put(
                  endpoint.method + " " + endpoint.path,
                  said.isEmpty() ? null : said.iterator().next());
            });
    return registered;
  }

  /** Requires that each route says something, and lists those that are no questions. */
  public static List<String> beyondQuestions(HttpServer server) {
    Map<String, Object> all = registered(server);
    assertThat(all).doesNotContainValue(null);
    all.values().removeIf(Route.QUESTION::equals);
    return all.entrySet().stream().map(each -> each.getKey() + " " + each.getValue()).toList();
  }
}
