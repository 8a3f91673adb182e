package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.TestPorts;
import io.gyre.cli.RunningCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The login of a page that has TLS and a token, in a real browser. There is no broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoginIT {

  private static final Path CERTIFICATES = Path.of("src/test/resources/tls");

  @TempDir private static Path folder;
  private static Chromium browser;

  private static final String TOKEN = "correct-horse-battery";
  private static final int PORT = TestPorts.reserve();
  private static final String URL = "https://localhost:" + PORT;

  private static RunningCommand server;

  @BeforeAll
  static void start() throws Exception {
    browser = Chromium.start(folder.resolve("profile"));
    serve(TOKEN);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
      server.close();
    }
  }

  @BeforeEach
  void open() {
    browser.open(URL);
    browser.forgetLogins();
    browser.open(URL);
    browser.element("#login[open]");
  }

  /** Any complaint but that it was not let in, or that nobody was there, is a fault of the page. */
  @AfterEach
  void close() {
    browser.open("about:blank");
    assertThat(browser.complaints()).allMatch(text -> text.matches("(?s).*( 401 |ERR_CONN).*"));
  }

  private static void serve(String known) throws Exception {
    server =
        new RunningCommand(
            "dashboard",
            "--bootstrap-server=127.0.0.1:" + TestPorts.reserve(),
            "--http-port=" + PORT,
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
    browser.open(URL);
    browser.awaitText("#connection", "Live");
    assertThat(browser.shows("#login")).isFalse();

    browser.click("#logout");
    browser.element("#login[open]");
    browser.open(URL);
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

  /** The last, since nobody else knows the other one. */
  @Test
  @Order(Integer.MAX_VALUE)
  void shouldAskAgainOnlyForAnotherToken() throws Exception {
    logIn();
    browser.awaitText("#connection", "Live");
    server.close();
    browser.awaitText("#connection", "Connection lost.*");

    serve(TOKEN);
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
    browser.type("#token", Keys.chord(Keys.CONTROL, "a"), TOKEN, Keys.ENTER);
  }
}
