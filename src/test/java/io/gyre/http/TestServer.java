package io.gyre.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.javalin.config.RoutesConfig;
import io.javalin.security.Roles;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Servers on this machine, what they answer to the byte, and their routes, each as {@code GET
 * /path}.
 */
public final class TestServer {

  private TestServer() {}

  public static HttpServer start(HttpSecurity security, Consumer<RoutesConfig> routes) {
    return start(security, HttpLimits.BODY_TIME, routes);
  }

  public static HttpServer start(
      HttpSecurity security, Duration maxTime, Consumer<RoutesConfig> routes) {
    return HttpServer.start(
        new HttpAddress("127.0.0.1", 0, Set.of(), security), maxTime, () -> true, routes);
  }

  /** Sends a request as it stands; returns all that comes until the server ends. */
  public static String answer(HttpServer server, String request) throws IOException {
    try (Socket client = new Socket("127.0.0.1", server.port())) {
      client.getOutputStream().write(request.getBytes(UTF_8));
      return new String(client.getInputStream().readAllBytes(), UTF_8);
    }
  }

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

  /** Requires that an answer is as an OpenAPI file describes it. */
  public static void requireDescribed(
      JsonNode openapi, String path, String method, int status, JsonNode answer) {
    String place =
        "/paths/%s/%s/responses/%d/content/application~1json/schema"
            .formatted(path.replace("/", "~1"), method, status);
    assertThat(openapi.at(place).isMissingNode()).as(place).isFalse();
    requireSchema(openapi, place, answer);
  }

  /** Requires that an answer is as a schema at a place of a file says. */
  public static void requireSchema(JsonNode file, String place, JsonNode answer) {
    ObjectNode schema = file.deepCopy();
    schema.put("$ref", "#" + place);
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(answer))
        .isEmpty();
  }
}
