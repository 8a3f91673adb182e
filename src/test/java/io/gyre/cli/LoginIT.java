package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.TestPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The login of a page that has TLS and a token, in a real browser. There is no broker. */
class LoginIT {

  private static final Path CERTIFICATES = Path.of("src/test/resources/tls");

  @TempDir private static Path folder;
  private static Chromium browser;

  private final int port = TestPorts.reserve();

  /** Differs, for a browser sends a login to each port of a host. */
  private final String token = "correct-horse-battery-" + port;

  private RunningCommand server;

  @BeforeAll
  static void start() {
    browser = Chromium.start(folder.resolve("profile"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    serve(token);
    browser.open("https://localhost:" + port);
    browser.element("#login[open]");
  }

  /** Any complaint but that it was not let in, or that nobody was there, is a fault of the page. */
  @AfterEach
  void close() {
    browser.open("about:blank");
    server.close();
    assertThat(browser.complaints()).allMatch(text -> text.matches("(?s).*( 401 |ERR_CONN).*"));
  }

  private void serve(String known) throws Exception {
    server =
        new RunningCommand(
            "dashboard",
            "--bootstrap-server=127.0.0.1:" + TestPorts.reserve(),
            "--http-port=" + port,
            "--tls-cert=" + CERTIFICATES.resolve("ec.pem"),
            "--tls-key=" + CERTIFICATES.resolve("ec.key"),
            "--token-file=" + Files.writeString(folder.resolve("token"), known));
    Chromium.soon().until(() -> server.output().contains("The page is at https://127.0.0.1:"));
  }

  @Test
  void shouldLetInWhoKnowsTheToken() {
    browser.type("#token", "not-the-token-at-all", Keys.ENTER);
    browser.awaitText("#login-error", "This is not the token .*");
    assertThat(browser.text("#connection")).isEqualTo("Connecting");
    assertThat(browser.shows("main")).isFalse();

    logIn();

    browser.awaitText("#connection", "Live");
    assertThat(browser.shows("#login")).isFalse();
    assertThat(browser.shows("main")).isTrue();
    assertThat(browser.script("return document.cookie + Object.values({...localStorage})"))
        .isEqualTo("");
    browser.open("https://localhost:" + port);
    browser.awaitText("#connection", "Live");
    assertThat(browser.shows("#login")).isFalse();

    browser.click("#logout");
    browser.element("#login[open]");
    browser.open("https://localhost:" + port);
    browser.element("#login[open]");
  }

  @Test
  void shouldNotLeaveTheFormByAKey() {
    for (int i = 0; i < 4; i++) {
      browser.type("#token", Keys.ESCAPE);
    }

    browser.element("#login[open]");
    logIn();
    browser.awaitText("#connection", "Live");
  }

  @Test
  void shouldAskAgainOnlyForAnotherToken() throws Exception {
    logIn();
    browser.awaitText("#connection", "Live");
    server.close();
    browser.awaitText("#connection", "Connection lost.*");

    serve(token);
    browser.awaitText("#connection", "Live");
    assertThat(browser.shows("#login")).isFalse();

    server.close();
    serve("another-token-of-it");
    browser.element("#login[open]");
  }

  @Test
  void shouldDoWhatWasAskedOfAnExpiredLoginAfterTheNext() {
    logIn();
    browser.awaitText("#connection", "Live");
    // Ends the login, as its expiry would; then the second one ends that of the form.
    browser.asynchronous(
        "const { postAdmitted } = await import('/js/login.js');"
            + "await postAdmitted('/api/logout', {});"
            + "window.asked = postAdmitted('/api/logout', {});");

    browser.element("#login[open]");
    logIn();

    assertThat(
            browser.asynchronous("await window.asked; return (await fetch('/api/login')).status"))
        .isEqualTo(401L);
  }

  @Test
  void shouldSayThatTheBrowserKeepsNoCookie() {
    browser.script(
        "const { fetch } = window;"
            + "window.fetch = (url, options) => fetch(url, { ...options, credentials: 'omit' });");

    logIn();

    browser.awaitText("#login-error", ".* did not keep the cookie .*");
    browser.element("#login[open]");
  }

  private void logIn() {
    browser.type("#token", Keys.chord(Keys.CONTROL, "a"), token, Keys.ENTER);
  }
}
