package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.Needed;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The system's Chromium, without a window, as a person in front of a page. */
final class Chromium implements AutoCloseable {

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");

  private final ChromeDriver driver;

  /** Complaints that were looked at, and not asked for yet. */
  private final List<String> read = new ArrayList<>();

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one; skips the test, saying why, where none is installed. */
  static Chromium start(Path profile) {
    Optional<File> browser = BROWSERS.stream().flatMap(name -> found(name).stream()).findFirst();
    Optional<File> driver = found("chromedriver");
    Needed.assume(
        browser.isPresent() && driver.isPresent(),
        "no Chromium with chromedriver on the PATH; on Debian: apt-get install chromium chromium-driver");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.get());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    options.setAcceptInsecureCerts(true);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(driver.get()).build();
    ChromeDriver started = new ChromeDriver(service, options);
    started.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
    return new Chromium(started);
  }

  private static Optional<File> found(String name) {
    return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toFile)
        .findFirst();
  }

  void open(String url) {
    driver.get(url);
  }

  /** Makes the page as wide and high as a screen; a window cannot be as narrow as a phone. */
  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  String text(String selector) {
    return script("return document.querySelector(arguments[0])?.textContent ?? ''", selector)
        .toString();
  }

  /** The element of a selector, which is waited for. */
  WebElement element(String selector) {
    return soon()
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(
            () -> {
              reloadAfterNetworkChange();
              return driver.findElement(By.cssSelector(selector));
            },
            element -> true);
  }

  /** Tells whether an element is there that can be seen, at this moment. */
  boolean shows(String selector) {
    return soon()
        .ignoreExceptionsInstanceOf(StaleElementReferenceException.class)
        .until(
            () ->
                driver.findElements(By.cssSelector(selector)).stream()
                    .anyMatch(WebElement::isDisplayed),
            shown -> true);
  }

  /** Clicks an element as soon as it is there and nothing is in the way. */
  void click(String selector) {
    click(selector, "");
  }

  /** As above, the one of the selector's elements that has this text. */
  void click(String selector, String text) {
    act(selector, text, WebElement::click);
  }

  /** Types into an element as soon as it is there and takes keys. */
  void type(String selector, CharSequence... keys) {
    act(selector, "", element -> element.sendKeys(keys));
  }

  /** What throws has not been done, so it may be tried again. */
  private void act(String selector, String text, Consumer<WebElement> action) {
    soon()
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(
            () -> {
              WebElement found =
                  driver.findElements(By.cssSelector(selector)).stream()
                      .filter(element -> text.isEmpty() || element.getText().equals(text))
                      .filter(WebElement::isEnabled)
                      .findFirst()
                      .orElseThrow(() -> new NotFoundException(selector + " " + text));
              // Of itself the driver brings it to the edge, where the bar on top would be over it.
              script("arguments[0].scrollIntoView({ block: 'center' })", found);
              action.accept(found);
              return true;
            });
  }

  /** Waits until the text of an element matches a regular expression. */
  void awaitText(String selector, String expected) {
    soon()
        .untilAsserted(
            () -> {
              reloadAfterNetworkChange();
              assertThat(text(selector)).as(selector).matches("(?s)" + expected);
            });
  }

  /**
   * A browser gives up what it loads when the machine gets another network, as Docker makes them
   * for the test of the stack; a person would load the page again.
   */
  private void reloadAfterNetworkChange() {
    List<String> fresh = new ArrayList<>(said());
    if (fresh.removeIf(line -> line.contains("net::ERR_NETWORK_CHANGED"))) {
      driver.navigate().refresh();
    }
    read.addAll(fresh);
  }

  /** The patience with a page on a busy machine. */
  static ConditionFactory soon() {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(
            Duration.ofMillis(200)); // A look costs browser, driver and test some ms each.
  }

  Object script(String code, Object... arguments) {
    return driver.executeScript(code, arguments);
  }

  /** Runs code that may await, and gives what it returns. */
  Object asynchronous(String code, Object... arguments) {
    return driver.executeAsyncScript(
        "const done = arguments[arguments.length - 1]; (async (...arguments_) => {"
            + code.replace("arguments[", "arguments_[")
            + "})(...arguments).then(done, error => done('failed: ' + error));",
        arguments);
  }

  /** Forgets the cookies of the page's host. */
  void forgetLogins() {
    driver.manage().deleteAllCookies();
  }

  /** What the page has complained about since the last call. */
  List<String> complaints() {
    List<String> all = new ArrayList<>(read);
    all.addAll(said());
    read.clear();
    return all;
  }

  private List<String> said() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
