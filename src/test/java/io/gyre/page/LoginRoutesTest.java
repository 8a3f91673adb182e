package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.http.AccessToken;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.Route;
import io.gyre.http.TestServer;
import io.gyre.http.TlsFiles;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoginRoutesTest {

  private static final String TOKEN = "correct-horse-battery";
  private static final Path CERTIFICATES = Path.of("src/test/resources/tls");
  private static final Path CERTIFICATE = CERTIFICATES.resolve("ec.pem");

  @TempDir private static Path folder;

  /** A browser, which sends a cookie back. */
  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .sslContext(TlsFiles.client(CERTIFICATE))
          .build();

  @Test
  void shouldLetAPageInUntilItLogsOut() throws Exception {
    try (HttpServer server = server(TOKEN, null)) {
      assertThat(ask(server, "/api/login").statusCode()).isEqualTo(401);
      // Whoever got what a logout sets could try tokens without asking.
      HttpResponse<String> out = post(server, "/api/logout", "{}");
      assertThat(out.statusCode()).isEqualTo(401);
      assertThat(out.headers().firstValue("Set-Cookie")).isEmpty();

      long begun = System.nanoTime();
      HttpResponse<String> let = login(server, " " + TOKEN + "\\n");
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();

      assertThat(let.statusCode()).isEqualTo(204);
      String cookie = let.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(Integer.parseInt(cookie.replaceAll(".*Max-Age=(\\d+).*", "$1")))
          .isBetween(43_199 - (int) seconds, 43_200);
      assertThat(cookie)
          .matches("gyre-[\\w-]{8}=\\d+\\.[\\w-]{43}; Path=/;.* Max-Age=\\d+;.*")
          .contains("HttpOnly", "SameSite=Strict")
          .doesNotContain("Secure", TOKEN);
      assertThat(ask(server, "/api/login").body()).isEqualTo("{\"token\":true}");
      assertThat(ask(server, "/metrics").body()).isEqualTo("metrics");

      assertThat(post(server, "/api/logout", "{}").statusCode()).isEqualTo(204);
      assertThat(ask(server, "/api/login").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void shouldReadLittleOfWhoeverIsNotKnown() throws Exception {
    try (HttpServer server = server(TOKEN, null)) {
      String large = "{\"token\":\"%s\"}".formatted("x".repeat(5_000));

      assertThat(post(server, "/api/login", large).statusCode()).isEqualTo(413);
      HttpResponse<String> withoutLength =
          post(
              server,
              "/api/login",
              BodyPublishers.fromPublisher(BodyPublishers.ofString(large)),
              server.url());
      assertThat(withoutLength.statusCode()).isEqualTo(413);
      assertThat(withoutLength.body()).contains("at most 4096 bytes");
    }
  }

  @Test
  void shouldKnowALoginAgainOnlyByTheSameToken() throws Exception {
    try (HttpServer server = server(TOKEN, null)) {
      login(server, TOKEN);
    }

    try (HttpServer same = server(TOKEN, null);
        HttpServer other = server(TOKEN + "2", null)) {
      assertThat(ask(same, "/metrics").statusCode()).isEqualTo(200);
      assertThat(ask(other, "/metrics").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void shouldKeepALoginWithTlsOffPlainConnections() throws Exception {
    SSLContext tls = TlsFiles.server(CERTIFICATE, CERTIFICATES.resolve("ec.key"));
    try (HttpServer server = server(TOKEN, tls)) {
      assertThat(login(server, TOKEN).headers().firstValue("Set-Cookie").orElseThrow())
          .contains("; Secure");
      assertThat(ask(server, "/metrics").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void shouldTakeOnlyPagesOfItsOwnWithTls() throws Exception {
    SSLContext tls = TlsFiles.server(CERTIFICATE, CERTIFICATES.resolve("ec.key"));
    try (HttpServer server = server(TOKEN, tls);
        HttpServer plain = server(TOKEN, null)) {
      assertThat(login(server, TOKEN, server.url()).statusCode()).isEqualTo(204);
      String downgraded = server.url().replace("https:", "http:");
      assertThat(login(server, TOKEN, downgraded).statusCode()).isEqualTo(403);
      // A proxy before it may have the certificate.
      String proxy = plain.url().replace("http:", "https:");
      assertThat(login(plain, TOKEN, proxy).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void shouldLetInWhoKnowsTheTokenHoweverManyOthersTryWrongOnes() throws Exception {
    try (HttpServer server = server(TOKEN, null)) {
      HttpResponse<String> wrong = login(server, "not-" + TOKEN);
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.body()).contains("This is not the token").doesNotContain(TOKEN);
      assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();

      for (int i = 0; i < 20; i++) {
        while (login(server, "not-" + TOKEN).statusCode() != 429) {}
        assertThat(login(server, TOKEN).statusCode()).isEqualTo(204);
      }
      assertThat(asked(server, "Authorization", "Bearer " + TOKEN)).isEqualTo(200);
      await().until(() -> login(server, "not-" + TOKEN).statusCode() == 401);
    }
  }

  @Test
  void shouldEndALoginThatWasCopiedAndNoOther() throws Exception {
    try (HttpServer server = server(TOKEN, null)) {
      String other = cookie(login(server, TOKEN));
      String copied = cookie(login(server, TOKEN));
      assertThat(asked(server, "Cookie", copied)).isEqualTo(200);

      assertThat(post(server, "/api/logout", "{}").statusCode()).isEqualTo(204);

      assertThat(asked(server, "Cookie", copied)).isEqualTo(401);
      assertThat(asked(server, "Cookie", other)).isEqualTo(200);
    }
  }

  @Test
  void shouldHaveNoLoginWithoutAToken() throws Exception {
    try (HttpServer server = server(null, null)) {
      assertThat(ask(server, "/api/login").body()).isEqualTo("{\"token\":false}");
      assertThat(login(server, TOKEN).statusCode()).isEqualTo(404);
      assertThat(login(server, TOKEN).body()).contains("--token-file");
      assertThat(post(server, "/api/logout", "{}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void shouldSayWhatIsWrongWithALogin() throws Exception {
    try (HttpServer server = server(TOKEN, null)) {
      for (String body : new String[] {"", "{}", "{\"token\":1}", "{\"token\":null}", "[]"}) {
        assertThat(post(server, "/api/login", body).statusCode()).as(body).isEqualTo(400);
      }
    }
  }

  private static HttpServer server(String token, SSLContext tls) throws Exception {
    AccessToken known =
        token == null ? null : AccessToken.read(Files.writeString(folder.resolve("token"), token));
    HttpSecurity security = new HttpSecurity(tls, known, false, false);
    return TestServer.start(
        security,
        routes -> {
          new LoginRoutes(known).register(routes);
          routes.get("/metrics", request -> request.result("metrics"), Route.METRICS);
        });
  }

  private HttpResponse<String> ask(HttpServer server, String path) throws Exception {
    URI uri = URI.create(server.url() + path);
    return browser.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> login(HttpServer server, String token) throws Exception {
    return login(server, token, server.url());
  }

  private HttpResponse<String> login(HttpServer server, String token, String origin)
      throws Exception {
    return post(
        server, "/api/login", BodyPublishers.ofString("{\"token\":\"" + token + "\"}"), origin);
  }

  private HttpResponse<String> post(HttpServer server, String path, String body) throws Exception {
    return post(server, path, BodyPublishers.ofString(body), server.url());
  }

  private HttpResponse<String> post(
      HttpServer server, String path, BodyPublisher body, String origin) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .POST(body)
            .header("Content-Type", "application/json")
            .header("Origin", origin)
            .build();
    return browser.send(request, BodyHandlers.ofString());
  }

  private static String cookie(HttpResponse<String> login) {
    return login.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  /** Asks as somebody else with a header; returns the status. */
  private static int asked(HttpServer server, String header, String value) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/metrics")).header(header, value).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
