package io.gyre.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask a server what. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessTest {

  private static final String TOKEN = "correct-horse-battery";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String EVERYWHERE = "0.0.0.0";

  private static final Map<String, Route> ROUTES =
      Map.ofEntries(
          Map.entry("GET /", Route.FILE),
          Map.entry("GET /js/main.js", Route.FILE),
          Map.entry("GET /health/live", Route.HEALTH),
          Map.entry("GET /metrics", Route.METRICS),
          Map.entry("GET /api/learners", Route.QUESTION),
          Map.entry("POST /api/login", Route.LOGIN),
          Map.entry("POST /api/predict", Route.QUESTION),
          Map.entry("POST /api/feed", Route.CHANGE),
          Map.entry("POST /api/files", Route.UPLOAD),
          Map.entry("POST /v2/models/gyre/infer", Route.INFERENCE));

  @TempDir private static Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  /** Of no token, a wrong one and the right one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /health/live                 | 200 200 200
          GET /                            | 200 200 200
          GET /js/main.js                  | 200 200 200
          POST /api/login                  | 200 200 200
          GET /metrics                     | 401 401 200
          GET /api/learners                | 401 401 200
          HEAD /api/learners               | 401 401 200
          GET /api/learners/               | 401 401 200
          POST /api/predict                | 401 401 200
          POST /api/feed                   | 401 401 200
          POST /api/files                  | 401 401 200
          POST /v2/models/gyre/infer       | 401 401 200
          GET /says-nothing                | 401 401 200
          HEAD /health/live                | 200 200 200
          GET /unknown                     | 401 401 404
          GET /health                      | 401 401 404
          GET /healthy/live                | 401 401 404
          GET /js/sub/main.js              | 401 401 404
          GET /js/..%2fapi/learners        | 401 401 404
          GET /health/../api/learners      | 401 401 404
          GET /health/%2e%2e/api/learners  | 401 401 404
          GET /health/..;/api/learners     | 400 400 400
          GET //health/live                | 401 401 404
          GET /HEALTH/live                 | 401 401 404
          DELETE /api/learners             | 401 401 405
          """)
  void shouldAskForTheToken(String request, String statuses) throws Exception {
    try (HttpServer server = server(LOOPBACK, security(true, false, false))) {
      assertThat(statuses(server, request)).isEqualTo(statuses);
    }
  }

  /**
   * Without a token; open to others; open to their changes; with the token, without and with
   * changes.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /health/live                 | 200 200 200 200 200
          GET /metrics                     | 200 200 200 200 200
          GET /                            | 403 200 200 200 200
          GET /api/learners                | 403 200 200 200 200
          POST /api/login                  | 403 200 200 200 200
          POST /v2/models/gyre/infer       | 403 200 200 200 200
          POST /api/predict                | 403 200 200 200 200
          POST /api/predict/               | 403 200 200 200 200
          POST /api/feed                   | 403 403 200 403 200
          POST /api/feed/                  | 403 403 200 403 200
          POST /api/files                  | 403 403 200 403 200
          POST /api/of-the-future          | 403 403 404 403 404
          GET /unknown                     | 403 404 404 404 404
          GET /says-nothing                | 403 403 200 403 200
          HEAD /says-nothing               | 403 403 200 403 200
          DELETE /v2/models/gyre/infer     | 403 403 405 403 405
          PUT /api/feed                    | 403 403 405 403 405
          """)
  void shouldAllowOthersWhatIsNamed(String request, String statuses) throws Exception {
    StringBuilder found = new StringBuilder();
    for (HttpSecurity each :
        new HttpSecurity[] {
          HttpSecurity.NONE,
          security(false, true, false),
          security(false, true, true),
          security(true, false, false),
          security(true, false, true)
        }) {
      try (HttpServer server = server(EVERYWHERE, each)) {
        String token = each.token() == null ? null : "Bearer " + TOKEN;
        found.append(ask(server, request, token).statusCode()).append(' ');
      }
    }
    assertThat(found.toString().strip()).isEqualTo(statuses);
  }

  private String statuses(HttpServer server, String request) throws Exception {
    StringBuilder found = new StringBuilder();
    for (String authorization : new String[] {null, "Bearer " + TOKEN + "x", "bearer " + TOKEN}) {
      found.append(ask(server, request, authorization).statusCode()).append(' ');
    }
    return found.toString().strip();
  }

  @Test
  void shouldSayWhatLetsIn() throws Exception {
    try (HttpServer asking = server(LOOPBACK, security(true, false, false));
        HttpServer closed = server(EVERYWHERE, HttpSecurity.NONE);
        HttpServer open = server(EVERYWHERE, security(false, true, false))) {
      HttpResponse<String> refused = ask(asking, "GET /api/learners", "Basic " + TOKEN);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(refused.body()).contains("\"error\"", "Authorization: Bearer");
      assertThat(ask(closed, "GET /", null).body()).contains("--token-file", "--no-token");
      assertThat(ask(open, "POST /api/feed", null).body()).contains("--http-changes");
    }
  }

  @Test
  void shouldRefuseALargeBodyBeforeItIsSent() throws Exception {
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/%s\r\n"
            + "Content-Length: 100000000\r\nAuthorization: Bearer %s\r\n\r\n";
    try (HttpServer server = server(LOOPBACK, security(true, false, false))) {
      assertThat(TestServer.answer(server, head.formatted("/api/files", "octet-stream", "guess")))
          .startsWith("HTTP/1.1 401 ");
      assertThat(TestServer.answer(server, head.formatted("/api/predict", "json", TOKEN)))
          .startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void shouldLetAPageInUntilItsLoginExpires() throws Exception {
    try (HttpServer server = server(LOOPBACK, security(true, false, false))) {
      String cookie = cookie(server, "/cookie?seconds=100");
      String[] parts = cookie.split("[=.]");
      String later = parts[0] + "=" + (Long.parseLong(parts[1]) + 1) + "." + parts[2];

      assertThat(with(server, cookie)).isEqualTo(200);
      assertThat(with(server, cookie(server, "/cookie?seconds=0"))).isEqualTo(401);
      assertThat(with(server, later)).isEqualTo(401);
      assertThat(with(server, cookie + "x")).isEqualTo(401);
      assertThat(with(server, parts[0] + "=" + parts[1] + ".")).isEqualTo(401);
      assertThat(with(server, parts[0] + "=" + TOKEN)).isEqualTo(401);
      assertThat(with(server, "other" + cookie)).isEqualTo(401);
    }
  }

  private String cookie(HttpServer server, String path) throws Exception {
    HttpResponse<String> answer = ask(server, "GET " + path, "Bearer " + TOKEN);
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  private int with(HttpServer server, String cookie) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/learners"))
            .header("Cookie", cookie)
            .build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "short", "two words of a token", "fünfzehn-zeichen"})
  void shouldRefuseWhatCannotBeAToken(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("unusable"), text);

    assertThatThrownBy(() -> AccessToken.read(file))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith("--token-file: " + file + ": expected one token of 16 to 512")
        .satisfies(
            e -> assertThat(text.isBlank() || !e.getMessage().contains(text.strip())).isTrue());
  }

  @Test
  void shouldRefuseATokenThatIsTooLongOrAbsent() throws Exception {
    Path file = Files.writeString(folder.resolve("long"), "x".repeat(513));

    assertThatThrownBy(() -> AccessToken.read(file)).hasMessageContaining("16 to 512");
    assertThatThrownBy(() -> AccessToken.read(folder.resolve("none")))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith("--token-file: cannot read");
    AccessToken.read(Files.writeString(file, " " + "x".repeat(512) + "\r\n"));
  }

  static HttpSecurity security(boolean token, boolean open, boolean changes) throws Exception {
    Path file = Files.write(folder.resolve("token"), (TOKEN + "\n").getBytes(UTF_8));
    return new HttpSecurity(null, token ? AccessToken.read(file) : null, open, changes);
  }

  private static HttpServer server(String host, HttpSecurity security) {
    return HttpServer.start(
        new HttpAddress(host, 0, Set.of(), security),
        HttpLimits.BODY_TIME,
        () -> true,
        routes -> {
          ROUTES.forEach(
              (route, may) ->
                  routes.addHttpHandler(
                      HandlerType.findOrCreate(route.split(" ")[0]),
                      route.split(" ")[1],
                      request -> request.result("ok"),
                      may));
          routes.get("/says-nothing", request -> request.result("ok"));
          routes.get(
              "/cookie",
              request -> {
                long seconds = Long.parseLong(request.queryParam("seconds"));
                security.token().setCookie(request, Instant.now().plusSeconds(seconds));
              },
              Route.QUESTION);
        });
  }

  private HttpResponse<String> ask(HttpServer server, String request, String authorization)
      throws Exception {
    String[] parts = request.split(" ");
    String type = parts[1].equals("/api/files") ? "octet-stream" : "json";
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(server.url() + parts[1]))
            .method(parts[0], BodyPublishers.noBody())
            .header("Content-Type", "application/" + type);
    if (authorization != null) {
      builder.header("Authorization", authorization);
    }
    return client.send(builder.build(), BodyHandlers.ofString());
  }
}
