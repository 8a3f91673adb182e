package io.gyre.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.TestPorts;
import io.gyre.cli.RunningCommand;
import io.gyre.cli.Terminated;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.Topic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The live page of a real {@code gyre up}, in a real browser. A {@code gyre dashboard} of the same
 * cluster is started before there is a broker, and must find everything by itself.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LivePageIT {

  private static final String EVIL = "<img src=x onerror=\"window.hacked=1\">";

  /** Three learners, and the blend of them. */
  private static final int LEARNERS = 4;

  /** Tests of what the page's functions return, on whichever page is open. */
  private static final String FUNCTIONS = "functions";

  /** Tests of a page that stands still, since no points come; they share it. */
  private static final String STILL = "still";

  /** Tests that start an application and open its page. */
  private static final String OWN = "own";

  private static final int KAFKA = TestPorts.reserve();
  private static final int PAGE = TestPorts.reserve();
  private static final int ONLOOKER = TestPorts.reserve();

  @TempDir private static Path folder;
  private static Chromium browser;
  private static RunningCommand onlooker;
  private static RunningCommand up;

  @BeforeAll
  static void start() {
    browser = Chromium.start(folder.resolve("profile"));
    String broker = "--bootstrap-server=127.0.0.1:" + KAFKA;
    onlooker = new RunningCommand("dashboard", broker, "--http-port=" + ONLOOKER);
    up = up();
  }

  private static RunningCommand up() {
    return new RunningCommand(
        "up",
        "--data=" + folder.resolve("data"),
        "--kafka-port=" + KAFKA,
        "--http-port=" + PAGE,
        "--review=5%",
        "--rate=1000");
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser == null) {
      return; // Skipped: nothing has been started.
    }
    browser.close();
    onlooker.close();
    up.close();
  }

  @BeforeEach
  void open(TestInfo test) {
    if (test.getTags().contains(FUNCTIONS) || test.getTags().contains(OWN)) {
      return;
    }
    boolean isStill = test.getTags().contains(STILL);
    soon().until(() -> up.output().contains("The page is at"));
    // The page asks about any that has scores, and is refused until its parameters are there, too.
    soon().until(() -> new ObjectMapper().readTree(get(PAGE, "/api/learners")).size() == LEARNERS);
    browser.resize(1440, 900);
    if (!isStill || browser.script("return location.port").equals("")) {
      openPage(PAGE);
    }
    soon().until(() -> learners() == LEARNERS);
    if (isStill) {
      awaitStillness();
    } else {
      feed(100);
    }
  }

  private static void feed(int perSecond) {
    browser.asynchronous(
        "await fetch('/api/feed', {method: 'POST', headers: {'Content-Type': 'application/json'},"
            + " body: '{\"paused\":false,\"rate\":%d,\"spin\":0}'});".formatted(perSecond));
  }

  /** Whatever was done: the page has not stumbled over it. */
  @AfterEach
  void shouldHaveNoComplaints() {
    assertThat(browser.complaints())
        .allMatch(text -> isOfTheNetwork(text) || isOfALearnerThatIsNew(text));
  }

  /** Its scores may be there before its parameters. */
  private static boolean isOfALearnerThatIsNew(String complaint) {
    return complaint.contains("/api/field?") && complaint.contains("404");
  }

  private static boolean isOfTheNetwork(String complaint) {
    return complaint.contains("ERR_CONNECTION") || complaint.contains("ERR_NETWORK_CHANGED");
  }

  /**
   * Opens a page, anew if that was cut off: Chromium drops what it loads when the machine's
   * networks change, as they do when tests beside this one start containers.
   */
  private static void openPage(int port) {
    String url = "http://localhost:" + port;
    browser.open(url);
    soon()
        .until(
            () -> {
              boolean live = browser.text("#connection").equals("Live");
              List<String> complaints = live ? List.of() : browser.complaints();
              assertThat(complaints).allMatch(LivePageIT::isOfTheNetwork);
              if (!complaints.isEmpty()) {
                browser.open(url);
              }
              return live;
            });
  }

  @Test
  @Order(1)
  void shouldShowLearnersLearning() {
    feed(1_000);
    scrollTo("planes");
    long step = paintedStep();
    String cost = browser.text("#cost .readout");

    soon().until(() -> paintedStep() > step);
    soon().until(() -> !browser.text("#cost .readout").equals(cost));
    soon().until(() -> number("#figure-rate") > 500);
    soon().until(() -> accuracy("network") > 95);
    soon().until(() -> accuracy("logistic") < 85);
    soon().until(() -> accuracy("blend") > 95);
    browser.awaitText(row("challenger") + " .weight", "0\\.\\d{3}");
    browser.awaitText(row("blend") + " .weight", "–");
    soon().until(() -> number(row("network") + " .micros") > 0);
  }

  @Test
  @Order(2)
  @Tag(STILL)
  void shouldSortTheLearnersByWhatIsChosen() {
    String cost = "#learners-table th.cost";
    press(() -> browser.click(cost + " button"), cost + "[aria-sort=ascending]");
    soon().until(() -> order().get(3).equals("logistic")); // It has the highest cost.
    press(() -> browser.type(cost + " button", Keys.ENTER), cost + "[aria-sort=descending]");
    soon().until(() -> order().get(0).equals("logistic"));
    browser.open("about:blank"); // A new page chooses for itself.
  }

  /** Does it again while nothing follows: a page that moves at that moment is missed. */
  private static void press(Runnable action, String leadsTo) {
    soon()
        .until(
            () -> {
              boolean led = browser.shows(leadsTo);
              if (!led) {
                action.run();
              }
              return led;
            });
  }

  private static List<String> order() {
    return List.of(
        browser
            .script(
                "return [...document.querySelectorAll('tr.learner')]"
                    + ".map((row) => row.dataset.learner).join()")
            .toString()
            .split(","));
  }

  @Test
  @Order(2)
  @Tag(STILL)
  void shouldPaintWhatTheParametersSay() {
    assertThatThePicturesAreTheModels(2);
  }

  /** Each region lies where the API says, in a colour of its own. */
  private static void assertThatThePicturesAreTheModels(int classes) {
    List<?> pictures =
        (List<?>)
            browser.asynchronous(
                """
                const pictures = [];
                const background = getComputedStyle(document.documentElement)
                  .getPropertyValue('--middle').trim().match(/[0-9a-f]{2}/gi)
                  .map((two) => parseInt(two, 16));
                for (const learner of ['network', 'challenger', 'logistic', 'blend']) {
                  const canvas = document.querySelector(`.plane-card[data-learner=${learner}] .field`);
                  const { low, high } = JSON.parse(canvas.dataset.view);
                  const n = 41, size = canvas.width;
                  const asked = `/api/field?learner=${learner}&resolution=${n}&low=${low}&high=${high}`;
                  const field = await (await fetch(asked)).json();
                  const most = (field.predictions
                    ?? field.probabilities.map((row) => row.map((p) => Number(p > 0.5)))).flat();
                  const even = 1 / field.classes.length;
                  const sure = field.probabilities.flat().map((p) =>
                    ((field.predictions ? p : Math.max(p, 1 - p)) - even) / (1 - even));
                  const { data } = canvas.getContext('2d').getImageData(0, 0, size, size);
                  const places = [];
                  for (let row = 1; row < n - 1; row++) for (let column = 1; column < n - 1; column++) {
                    const k = most[row * n + column];
                    const around = [-1, 0, 1].flatMap((up) => [-1, 0, 1].map((right) =>
                      most[(row + up) * n + column + right]));
                    if (around.some((other) => other !== k)) continue; // A line is near.
                    if (sure[row * n + column] < 0.1) continue; // Next to no colour.
                    const at = 4 * (Math.round((1 - row / (n - 1)) * (size - 1)) * size
                      + Math.round(column / (n - 1) * (size - 1)));
                    places.push({ k, rgb: [...data.slice(at, at + 3)] });
                  }
                  const means = [...new Set(places.map(({ k }) => k))].map((k) => {
                    const own = places.filter((place) => place.k === k);
                    return { k, rgb: [0, 1, 2].map((c) =>
                      own.reduce((sum, { rgb }) => sum + rgb[c], 0) / own.length) };
                  });
                  const far = (a, b) => Math.hypot(...a.rgb.map((value, c) => value - b.rgb[c]));
                  // An unsure place is paler, and its colour lies in the same direction from the
                  // background's.
                  const direction = ({ rgb }) => {
                    const from = rgb.map((value, c) => value - background[c]);
                    return from.map((value) => value / Math.hypot(...from));
                  };
                  const along = (a, b) =>
                    direction(a).reduce((sum, value, c) => sum + value * direction(b)[c], 0);
                  const nearest = (place) =>
                    means.reduce((best, mean) => (along(place, mean) > along(place, best) ? mean : best));
                  const right = places.filter((place) => nearest(place).k === place.k);
                  const contrast = Math.min(...means.flatMap((a) =>
                    means.filter((b) => b !== a).map((b) => far(a, b))));
                  pictures.push([means.length, right.length / places.length, contrast]);
                }
                return pictures;
                """);

    assertThat(pictures)
        .hasSize(4)
        .allSatisfy(
            picture -> {
              List<?> found = (List<?>) picture;
              assertThat(found.get(0)).as("regions").isEqualTo((long) classes);
              assertThat(((Number) found.get(1)).doubleValue()).as("in place").isGreaterThan(0.97);
              assertThat(((Number) found.get(2)).doubleValue()).as("contrast").isGreaterThan(20);
            });
  }

  @Test
  @Order(2)
  @Tag(STILL)
  void shouldAnswerForEveryLearnerWhereOneClicksOrMovesByKeyboard() {
    scrollTo("planes");
    browser.click(plane("challenger") + " .plane");
    soon()
        .until(
            () ->
                Boolean.TRUE.equals(
                    browser.script(
                        "return [...document.querySelectorAll('.plane-card .said')]"
                            + ".every((e) => /^[01], [0-9.]+ %$/.test(e.textContent))")));

    String before = browser.text("#planes .legend");
    browser.type(plane("network") + " .plane", Keys.ARROW_RIGHT, Keys.ARROW_UP);
    soon().until(() -> !browser.text("#planes .legend").equals(before));

    browser.type(plane("network") + " .plane", Keys.ESCAPE);
    browser.awaitText(plane("network") + " .said", "\u00a0");
  }

  @Test
  @Order(4)
  void shouldShowWhatTheControlsDo() {
    browser.asynchronous(
        "window.seen = [];"
            + "window.source = new EventSource('/api/events');"
            + "source.addEventListener('tick', (e) => seen.push(...JSON.parse(e.data).points"
            + ".map(({ text, label }) => ({ y: label,"
            + " x: text.split(', ').map((field) => Number(field.split('=')[1])) }))));");
    // On an arm, angle − 4.2·radius is the same for all points: of label 0 it is 0, unless swapped.
    Object swapped =
        browser.asynchronous(
            """
            const isSwapped = (point) => {
              const residual = Math.atan2(point.x[0], point.x[1]) - 4.2 * Math.hypot(...point.x);
              return (Math.cos(residual) > 0.5) !== (point.y === 0);
            };
            const far = () => seen.filter((p) => Math.hypot(...p.x) > 0.3);
            while (far().length === 0) await new Promise((go) => setTimeout(go, 5));
            if (far().some(isSwapped)) return 'no ordinary points at first';
            const times = [];
            for (const wanted of [true, false, true, false, true]) {
              seen.length = 0;
              const start = performance.now();
              document.getElementById('feed-swap').click();
              while (!far().some((point) => isSwapped(point) === wanted)) {
                await new Promise((go) => setTimeout(go, 5));
              }
              times.push(performance.now() - start);
            }
            return times.sort((a, b) => a - b);
            """);
    assertThat(swapped).isInstanceOf(List.class);
    System.out.printf("swapped labels were seen after %s ms%n", swapped);
    soon().until(() -> accuracy("network") < 90);
    browser.click("#feed-swap");

    browser.script(
        "const rate = document.getElementById('feed-rate'); rate.value = 40;"
            + "rate.dispatchEvent(new Event('input')); rate.dispatchEvent(new Event('change'));");
    soon().until(() -> browser.text("#feed-rate-value").equals("100 points/s"));
    soon().until(() -> number("#figure-rate") > 60 && number("#figure-rate") < 140);
    browser.type("#feed-spin", Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    soon().until(() -> browser.text("#feed-spin-value").startsWith("0.4°"));
    browser.script("source.close()");
  }

  @Test
  @Order(5)
  void shouldShowWhateverIsOnTheTopicsAsText() throws Exception {
    ClusterAccess cluster = ClusterAccess.local("127.0.0.1:" + KAFKA);
    byte[] key = EVIL.getBytes(UTF_8);
    byte[] evilLearner = ("gyre/" + EVIL + "/0").getBytes(UTF_8);
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      ProducerRecord<byte[], byte[]> bad =
          new ProducerRecord<>(
              "points", key, ("{\"id\":\"" + EVIL.replace("\"", "\\\"") + "\"}").getBytes(UTF_8));
      bad.headers().add(EVIL, key);
      producer.send(bad).get();
      for (byte[] value : frozen()) {
        producer.send(new ProducerRecord<>("metrics", evilLearner, value));
        producer.send(new ProducerRecord<>("metrics", "gyre/logistic/0".getBytes(UTF_8), value));
      }
      producer.send(new ProducerRecord<>("metrics", evilLearner, "no JSON".getBytes(UTF_8))).get();
    }

    soon().until(() -> browser.text("#letters-list").contains(EVIL));
    browser.click("#letters-list summary");
    soon().until(() -> browser.shows("#letters-list pre"));
    browser.awaitText("#figure-letters", "1");
    assertThat(learners()).as("the folds know of no other").isEqualTo(LEARNERS);
    assertThat(browser.script("return document.querySelectorAll('main img').length")).isEqualTo(0L);
    assertThat(browser.script("return window.hacked ?? 'no'")).isEqualTo("no");
    scrollTo("planes"); // Only what is on screen is painted.
    long step = paintedStep();
    soon().until(() -> paintedStep() > step);
    browser.awaitText("#connection", "Live");
  }

  /** Scores that would stop a page that believes whatever it reads. */
  private static List<byte[]> frozen() {
    String example = Topic.METRICS.definition().example().get("value").toString();
    String weighing = example.replaceFirst("\\{", "{\"weights\":{\"network\":1e999},");
    return Stream.of("null", "1e60", "\"NaN\"", "1e999")
        .map(cost -> evil(weighing.replaceFirst("\"cost\":[^,]+", "\"cost\":" + cost)))
        .toList();
  }

  private static byte[] evil(String example) {
    String escaped = EVIL.replace("\"", "\\\"");
    return example
        .replace("\"network\",\"partition\"", "\"" + escaped + "\",\"partition\"")
        .getBytes(UTF_8);
  }

  /** Otherwise the time under the cursor would go on between two looks. */
  @Test
  @Order(2)
  @Tag(STILL)
  void shouldReadAndZoomTheCurvesByKeyboard() {
    WebElement plot = browser.element("#cost .plot");

    plot.sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
    String time = browser.text("#cost .when");
    assertThat(time).matches(".*\\d\\d:\\d\\d:\\d\\d");
    browser.awaitText("#accuracy .when", Pattern.quote(time));
    assertThat(plot.getDomAttribute("aria-valuetext"))
        .matches(
            time
                + ": network [0-9.e-]+, challenger [0-9.e-]+, logistic [0-9.e-]+, blend [0-9.e-]+.*");
    plot.sendKeys(Keys.ARROW_LEFT);
    assertThat(browser.text("#cost .when")).isNotEqualTo(time);

    assertThat(browser.shows("#zoom-out")).isFalse();
    plot.sendKeys("+");
    soon().until(() -> browser.shows("#zoom-out"));
    plot.sendKeys(Keys.ESCAPE);
    soon().until(() -> !browser.shows("#zoom-out"));
    browser.awaitText("#cost .when", "");

    plot.sendKeys("+");
    soon().until(() -> browser.shows("#zoom-out"));
    browser.script(
        "document.querySelector('#cost .u-over')"
            + ".dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))");
    soon().until(() -> !browser.shows("#zoom-out"));
  }

  @Test
  @Order(2)
  @Tag(STILL)
  void shouldShowTheBaselinesAndTheMetricOfChoice() {
    soon()
        .until(
            () ->
                browser
                    .text("#accuracy .readout")
                    .matches(".*network.*blend.*same as last.*most frequent.*"));

    choose("#accuracy select", "kappa");
    soon()
        .until(
            () ->
                browser
                    .text("#accuracy .readout")
                    .matches(".*(network|challenger|logistic|blend)-?[01]\\.\\d{3}.*"));
    soon().until(() -> !browser.text("#accuracy .readout").contains("most frequent"));

    browser.click(row("logistic") + " .more");
    soon()
        .until(
            () -> browser.text("tr.details[data-learner=logistic]").contains("Calibration error"));
    browser.open("about:blank"); // A new page chooses for itself.
  }

  private static void choose(String selector, String value) {
    browser.script(
        "const select = document.querySelector(arguments[0]); select.value = arguments[1];"
            + "select.dispatchEvent(new Event('change'));",
        selector,
        value);
  }

  @Test
  @Order(9)
  void shouldListenOnlyWhileItIsLookedAt() throws Exception {
    feed(1_000);
    scrollTo("planes");
    soon().until(() -> paintedStep() > 0); // Another theme paints everything anew.
    look(false);
    // What was asked for while it was looked at may still be painted: after that, nothing is.
    soon().until(LivePageIT::isNoLongerPainted);
    long painted = paintedStep();

    look(true);
    soon().until(() -> paintedStep() > painted + 100);
  }

  private static boolean isNoLongerPainted() throws Exception {
    long painted = paintedStep();
    long published = publishedStep("network");
    soon().until(() -> publishedStep("network") > published + 100);
    return paintedStep() == painted;
  }

  private static void look(boolean at) {
    browser.script(
        "Object.defineProperty(document, 'hidden', { value: !arguments[0], configurable: true });"
            + "document.dispatchEvent(new Event('visibilitychange'));",
        at);
  }

  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldFindTheGapsAndKeepTheWholePastInBoundedRoom() {
    Object found =
        browser.asynchronous(
            """
            const { gapsIn } = await import('/js/times.js');
            const { addHistory } = await import('/js/history.js');
            const { learnerColour, learnerDash } = await import('/js/theme.js');
            const every = (ms, n, from) => Array.from({ length: n }, (_, i) => from + i * ms);
            // Merged scores are a minute apart, recent ones a second; a night lies between two runs.
            const merged = every(60e3, 100, 0);
            const night = every(1000, 100, 100 * 60e3 + 43200e3);
            const gaps = gapsIn([...merged, ...night]);
            const history = new Map();
            addHistory(history, { a: every(1000, 3000, 0).map((t) => [t, t, [0.5], [0.5]]) });
            addHistory(history, { a: every(1000, 1500, 3000e3).map((t) => [t, t, [0.5], [0.5]]) });
            const kept = history.get('a');
            const looks = new Set(every(1, 36, 0).map((i) => learnerColour(i) + learnerDash(i)));
            return [gaps.length, gaps[0].to - night[0], gapsIn(merged).length, kept.length <= 4000,
              kept[0][0], kept[kept.length - 1][0], looks.size];
            """);

    assertThat(found).isEqualTo(List.of(1L, 0L, 0L, true, 1000L, 4_499_000L, 36L));
  }

  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldReadALineWhereItLacksAScoreButNotWhereItHasEnded() {
    Object read =
        browser.asynchronous(
            """
            const { lately } = await import('/js/times.js');
            const times = [0, 1, 2, 3, 60, 61];
            const none = undefined;
            const goesOn = [0.5, none, none, 0.4, null, none];
            const ended = [0.5, none, none, none, none, none];
            return [lately(times, goesOn, 0), lately(times, goesOn, 2), lately(times, goesOn, 3),
              lately(times, goesOn, 5) ?? 'none', lately(times, ended, 3),
              lately(times, ended, 5) ?? 'none', lately(times, [none, 0.3], 0) ?? 'none'];
            """);

    assertThat(read).isEqualTo(List.of(0.5, 0.5, 0.4, "none", 0.5, "none", "none"));
  }

  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldNotTakeChanceForATrendOrForALead() {
    Object said =
        browser.asynchronous(
            """
            const { accuracyError, comparison, margin, trendOf } = await import('/js/errors.js');
            const isSteady = (now, before, labels) =>
              trendOf(now, labels, { accuracy: before, labels: labels - 1000 }).isSteady;
            return [isSteady(0.52, 0.48, 1300), isSteady(0.91, 0.88, 1300), isSteady(0.91, 0.88, 1e5),
              comparison(0.5, 0.475, 1000)[0], comparison(1, 0.999, 500)[0], comparison(0.97, 0.9, 1000)[0],
              margin(accuracyError('faded', 1, 1000)), margin(accuracyError('total', 1, 1e6))];
            """);

    assertThat(said)
        .isEqualTo(
            List.of(
                true,
                true,
                false,
                "hardly better than",
                "no better than",
                "better than",
                "0.1",
                "<0.1"));
  }

  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldCallOnlyOneTheBest() {
    Object best =
        browser.asynchronous(
            """
            const { bestOf } = await import('/js/learners.js');
            const { HIGH, LOW } = await import('/js/columns.js');
            const of = (key, better, ...values) =>
              bestOf(key, better, values.map((value) => ({ [key]: value }))) ?? 'none';
            return [of('accuracy', HIGH, 0.9, 0.8, 0.8), of('accuracy', HIGH, 1, 1, 0.8),
              of('accuracy', HIGH, 0.91234, 0.91236, 0.8), of('cost', LOW, 0.2, 0.3, undefined),
              of('kappa', HIGH, 0.5), of('kappa', HIGH, undefined, undefined)];
            """);

    assertThat(best).isEqualTo(List.of("90.0 %", "none", "none", "0.2000", "none", "none"));
  }

  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldCountRowsWhereTheyHaveNoTimes() {
    Object told =
        browser.asynchronous(
            """
            const { countRows, moment, time, timeOf } = await import('/js/format.js');
            const start = Date.UTC(2026, 2, 4);
            const real = time(start);
            countRows(start);
            const told = [time(start + 2000), timeOf({ time: start }), moment(start / 1000 + 15, 5),
              time(start - 1).includes('2026')];
            countRows(undefined);
            return [...told, time(start) === real];
            """);

    assertThat(told).isEqualTo(List.of("row 2,000", "row 1", "15,000", true, true));
  }

  /** Above the middle is what is more probable than not. */
  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldDrawTheProbabilityOfEachClassAlongTheOnlyNumber() {
    Object drawn =
        browser.asynchronous(
            """
            const { drawCurves } = await import('/js/curves.js');
            const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 200 });
            const rising = [0, 0.5, 1];
            drawCurves(canvas, [{ k: 1, p: rising }, { k: 0, p: rising.map((p) => 1 - p) }],
              ['rgb(255, 0, 0)', 'rgb(0, 0, 255)'], { middle: 'white', line: 'white' });
            const { data } = canvas.getContext('2d').getImageData(0, 0, 200, 200);
            const heights = (x, c) => Array.from({ length: 200 }, (_, y) => y)
              .filter((y) => data[4 * (200 * y + x) + c] > 200 && data[4 * (200 * y + x) + (2 - c)] < 50)
              .map((y) => 200 - y);
            const mean = (all) => all.reduce((sum, y) => sum + y, 0) / all.length;
            return [40, 160].map((x) => mean(heights(x, 0)) > mean(heights(x, 2)));
            """);

    assertThat(drawn).isEqualTo(List.of(true, false));
  }

  /** The names come with the parameters, and the counts with the metrics: one may know more. */
  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldReadConfusionsOfMoreOrFewerClassesThanAreNamed() {
    Object read =
        browser.asynchronous(
            """
            const { ofTotals, pairs } = await import('/js/mistakes.js');
            const { Matrix } = await import('/js/matrix.js');
            const confusion = [[5, 5, 2], [1, 59, 0], [4, 0, 3]];
            const fewer = ofTotals(['a', 'b'], { n: 79, confusion });
            const more = ofTotals(['a', 'b', 'c', 'd'], { n: 79, confusion });
            const matrix = new Matrix(() => {});
            matrix.show(more, [0, 1, 2, 3], []);
            const cells = [...matrix.element.querySelectorAll('.wrong-cell')];
            return [pairs(fewer).map(({ label, prediction, n }) => label + prediction + n).join(),
              fewer.recall[0], more.recall[2], more.recall[3] ?? 'none', cells.length,
              cells.filter((cell) => cell.className.includes('nothing')).length];
            """);

    assertThat(read).isEqualTo(List.of("ab5,ba1", 0.5, 3 / 7.0, "none", 12L, 8L));
  }

  /** With nothing but the mouse: dropped, its label chosen, learned from, and forgotten. */
  @Test
  @Order(10)
  void shouldLearnFromAFileThatIsDropped() {
    drop("birds.csv", birds(4_000));

    soon().until(() -> browser.text(".sheet.file .said-first").startsWith("Predicts class"));
    browser.awaitText(".sheet.file table", ".*wing.*<img src=x.*");
    browser.click(".sheet.file [name=label][aria-label='kind is the label']");
    browser.awaitText(".sheet.file .said-first", ".*kind \\(3 different values.*");
    browser.click(".sheet.file [data-uses=class]");
    browser.click(".sheet.file .segments label", "As fast as possible");
    browser.click(".sheet.file button.primary");

    browser.awaitText("#tabs [aria-current=page]", "birds.csv");
    browser.awaitText("#figure-classes", "label kind, 3 classes");
    soon().until(() -> browser.text("#figure-points").startsWith("4,000 of 4,000 rows"));
    soon().until(() -> accuracy("blend") > 90);
    browser.awaitText("#tail thead th", "row");
    browser.awaitText("#tail tbody td", "[1-4],\\d{3}|\\d{1,3}");
    assertThat(browser.text("#span")).contains("60,000 rows");
    scrollTo("confusion");
    soon().until(() -> browser.text("#confusion .matrix").contains("owl"));
    scrollTo("planes");
    soon().until(() -> paintedStep("blend") > 0);
    browser.awaitText("#planes .legend", ".*<img src=x.*");
    assertThat(browser.script("return window.hacked ?? 'no'")).isEqualTo("no");
    choose("#planes .tools label:nth-child(2) select", "age");
    soon().until(() -> paintedView("blend").contains("\"y\":\"age\""));
    browser.click(plane("blend") + " .plane");
    browser.awaitText(plane("blend") + " .said", "(owl|duck|<img src=x.*), [0-9.]+ %");
    assertThat(browser.shows("#feed")).isFalse();
    scrollTo("fields");
    soon().until(() -> browser.text("#fields").contains("wing"));
    assertThat(browser.text("#fields")).doesNotContain("beak");

    browser.click(".file-run button", "Remove");
    browser.click(".sheet.ask button.primary");
    soon().until(() -> !browser.shows("#tabs"));
    soon().until(() -> learners() == LEARNERS && accuracy("network") > 50);
    assertThat(browser.complaints())
        .as("planes may have been asked for when the file was removed; the browser tells of that")
        .allMatch(said -> said.contains("application=birds") && said.contains("404"));
  }

  @Test
  @Order(10)
  void shouldLeadWithWhatTellsOfARareClass() {
    drop("payments.csv", payments(4_000));
    browser.click(".sheet.file [name=label][aria-label='fraud is the label']");
    browser.awaitText(".sheet.file .said-first", ".*fraud \\(2 different values.*");
    browser.click(".sheet.file .segments label", "As fast as possible");
    browser.click(".sheet.file button.primary");

    soon().until(() -> browser.text("#figure-points").startsWith("4,000 of 4,000 rows"));
    browser.awaitText("#lead", "blend\\s*0\\.\\d{3}\\s*average precision.*a guess: 0.0[45].*");
    browser.awaitText("#verdicts", ".*Finds \\d+ % of class 1 with at most 1 % of the others.*");
    browser.element("#learners-table th.average-precision[aria-sort=descending]");
    assertThat(browser.shows("#learners-table th.kappa")).isFalse();
    browser.awaitText("#accuracy .readout", ".*blend.*a guess.*");
    assertThat(
            browser.script(
                "return ['accuracy', 'cost'].map((id) =>"
                    + " document.querySelector(`#${id} select`).value)"))
        .isEqualTo(List.of("average-precision", "recall-at-1-percent"));
    scrollTo("ranking");
    browser.awaitText("#ranking .readout", "(?s)blend.*AP 0\\.\\d{3}.*a guess.*AP 0\\.0[45]\\d");
    browser.element("#ranking circle.said");
    browser.click("#ranking .segments label", "In total");
    scrollTo("tail");
    browser.awaitText("#tail thead", ".*probability of 1.*");

    browser.click(".file-run button", "Remove");
    browser.click(".sheet.ask button.primary");
    soon().until(() -> !browser.shows("#tabs"));
    soon().until(() -> learners() == LEARNERS && accuracy("network") > 50);
    browser.awaitText("#verdicts", "(?s).*same as last.*");
    assertThat(browser.complaints())
        .as("what was asked for when the file was removed; the browser tells of that")
        .allMatch(said -> said.contains("application=payments") && said.contains("404"));
  }

  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldTellOfARareClassWhatIsNotTrivial() {
    Object told =
        browser.asynchronous(
            """
            const { shareOf } = await import('/js/tailrow.js');
            const { foundAtOnePercent } = await import('/js/rare.js');
            const found = (classes, share) => foundAtOnePercent({ classes, positive: 1, scores: { total:
              { 'most-frequent': 0.99, 'average-precision': 0.4, 'positive-share': share } } }, 0.64);
            return [shareOf({ c: 0, q: 0.75 }, '1'), shareOf({ c: 1, q: 0.75 }, '1'),
              shareOf({ c: 0, q: 0.75 }, null), found([0, 1], 0.01),
              found([0, 1], 0.99), found([0, 1, 2], null)];
            """);

    assertThat(told)
        .isEqualTo(
            List.of(
                0.25,
                0.75,
                0.75,
                "Finds 64 % of class 1 with at most 1 % of the others as false alarms:"
                    + " then at least 39 of 100 alarms are right",
                "64.0 % found while at most 1 % of the others are false alarms",
                "64.0 % found while at most 1 % of the others are false alarms"));
  }

  /** 1 in 21 is fraud, mostly of large amounts. */
  private static String payments(int count) {
    Random random = new Random(7);
    StringBuilder rows = new StringBuilder("amount,hour,fraud\n");
    for (int i = 0; i < count; i++) {
      int fraud = random.nextInt(21) == 0 ? 1 : 0;
      rows.append(
          String.format(
              Locale.ROOT, "%.2f,%d,%d\n", 3 * fraud + random.nextGaussian(), i % 24, fraud));
    }
    return rows.toString();
  }

  @Test
  @Order(2)
  @Tag(STILL)
  void shouldSayWhatIsWrongWithAFileThatIsDropped() {
    drop("picture.csv", "PNG\u0000\u0000");
    soon().until(() -> browser.text(".sheet.file .error").contains("picture.csv"));
    browser.type(".sheet.file", Keys.ESCAPE);
    soon().until(() -> !browser.shows(".sheet.file"));
    assertThat(browser.complaints())
        .as("the browser tells of the refusal too")
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("400");
  }

  /** As a browser tells the page of a file that a person lets go over it. */
  private static void drop(String name, String content) {
    browser.script(
        "const transfer = new DataTransfer();"
            + "transfer.items.add(new File([arguments[1]], arguments[0]));"
            + "window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));",
        name,
        content);
  }

  /** Owls have long wings, ducks are heavy; the column {@code class} says nothing. */
  private static String birds(int count) {
    Random random = new Random(7);
    StringBuilder rows = new StringBuilder("wing,weight,age,note,class,kind\n");
    String evil = "\"" + EVIL.replace("\"", "\"\"") + "\"";
    String[] kinds = {"owl", "duck", evil};
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(3);
      rows.append(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f,%d,%s,%s,%s\n",
              (kind == 0 ? 8 : 3) + random.nextGaussian(),
              (kind == 1 ? 9 : 2) + random.nextGaussian(),
              random.nextInt(20),
              i % 2 == 0 ? evil : "none",
              "abc".charAt(random.nextInt(3)),
              kinds[kind]));
    }
    return rows.toString();
  }

  @Test
  @Order(2)
  @Tag(STILL)
  void shouldShowThePointsBehindACellAndWhyEachLearnerSaysWhatItSays() {
    scrollTo("confusion");
    soon().until(() -> browser.text("#confusion .matrix td.right").matches("[0-9,]+"));
    browser.click("#confusion .matrix td.right");
    soon().until(() -> browser.text(".sheet.cell .points").contains("features.0="));
    browser.click(".sheet.cell .points button");
    soon().until(() -> browser.text(".sheet.point").contains("features.1"));
    soon()
        .untilAsserted(
            () ->
                assertThat(browser.text(".sheet.point .answers"))
                    .contains("network", "challenger", "logistic", "blend"));
    browser.awaitText(".sheet.point .why", ".*features\\.[01].*");
    browser.type(".sheet.point", Keys.ESCAPE);
    browser.script("document.querySelectorAll('dialog').forEach((sheet) => sheet.close())");
  }

  @Test
  @Order(10)
  void shouldListThePointsToLookAtWithTheirReasonsAndTheThreshold() {
    scrollTo("decisions");
    browser.awaitText("#decisions .hint", ".*About 5% of all points.*threshold was .* %.*");
    browser.awaitText("#decisions .found", "(?s)[0-9,]+ alerts among [0-9,]+ points.*");
    browser.awaitText("#decisions .reviews", "(?s).*features\\.[01].*");
    browser.awaitText("#decisions .own", "features\\.0 [−0-9.]+features\\.1 [−0-9.]+");
    browser.click("#decisions .segments label", "Latest");
    soon().until(this::opensThePointOfAnAlert);
    assertThat(browser.complaints())
        .as("a point that nobody looked at when it came cannot be shown whole")
        .allMatch(said -> said.contains("/api/points/") && said.contains("404"));
    scrollTo("ranking");
    browser.awaitText("#ranking .said-first", "The threshold of the budget is at .*");
    scrollTo("tail");
    browser.click("#tail .segments label", "Most suspicious");
    soon()
        .until(
            () ->
                Boolean.TRUE.equals(
                    browser.script(
                        "const shares = [...document.querySelectorAll('#tail tbody .probability .figure')].map((f) => parseFloat(f.textContent));"
                            + " return shares.length > 50 && shares.every((s, i) => i === 0 || s <= shares[i - 1]);")));
    browser.click("#tail .segments label", "Newest");
  }

  /** As an analyst says it, for numbers of any size and sign, and names with dots. */
  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldSayInWordsWhatColumnsOfKeysTell() {
    Object said =
        browser.asynchronous(
            """
            const { columnInWords, family } = await import('/js/keycolumns.js');
            const own = { customer: 'c', merchant: 'm', amount: '643.3', share: '0.5', 'a.b': 'x', loss: '-500', memo: 'x' };
            const ratio = (x, mean) => String(Math.fround(Math.asinh(x) - Math.asinh(mean)));
            return [
              columnInWords('customer.amount.ratio.1000', '1.621', own),
              columnInWords('customer.amount.ratio.32', ratio(643.3, 1286.6), own),
              columnInWords('customer.amount.ratio.7d', ratio(643.3, 640), own),
              columnInWords('customer.amount.ratio.4', ratio(643.3, -20), own),
              columnInWords('a.b.share.ratio.1000', ratio(0.5, 0.1), own),
              columnInWords('customer.loss.ratio.1000', ratio(-500, -100), own),
              columnInWords('customer.unknown.ratio.1000', '1.6', own),
              columnInWords('customer.amount.deviation.4', '-3.24', own),
              columnInWords('customer.gap', String(Math.log1p(5 * 60000)), own),
              columnInWords('customer.gap', String(Math.log1p(86400000)), own),
              columnInWords('customer.count', String(Math.log(2.5)), own),
              columnInWords('customer.count.7d', String(Math.log1p(12)), own),
              columnInWords('customer+merchant.memo.same', '0', own),
              columnInWords('merchant.rate.1.5.32', '0.0732', own),
              columnInWords('merchant.rate.fraud.1000', undefined, own),
              columnInWords('merchant.last-label', 'kept', own),
              columnInWords('amount', '3', own),
              columnInWords('stranger.amount.ratio.32', '1', own),
              family('customer.amount.ratio.32', own) === family('customer.amount.deviation.4', own),
              family('customer.amount.ratio.32', own) === family('merchant.amount.ratio.32', own),
            ].map(String).join('\\n');
            """);

    assertThat(said)
        .isEqualTo(
            """
            5.1 times this customer’s usual amount
            0.5 times this customer’s recent mean amount
            about this customer’s usual amount (7d)
            above this customer’s latest mean amount, which is −20
            5 times this a.b’s usual share
            5 times this customer’s usual loss
            above this customer’s usual unknown
            3.2 standard deviations below this customer’s latest mean amount
            5 minutes after this customer’s last point
            1 day after this customer’s last point
            2.5 times as many points as a customer has on average
            12 points of this customer (7d)
            another memo than at this customer and merchant’s last point
            7.3 % of this merchant’s recent labels were 1.5
            share of fraud in this merchant’s labels
            this merchant’s last label was kept
            null
            null
            true
            false"""
                .stripIndent());
  }

  /** Opens the latest one, which may not have been read yet; then what the alert says is shown. */
  private boolean opensThePointOfAnAlert() {
    browser.click("#decisions .reviews button.review");
    soon().until(() -> !browser.text(".sheet.point .body").matches("|Asking …"));
    boolean isWhole = browser.text(".sheet.point .body").contains("Answers");
    if (isWhole) {
      browser.awaitText(".sheet.point .why", ".*features\\.[01].*");
    } else {
      assertThat(browser.text(".sheet.point .body")).containsPattern("features\\.[01]");
    }
    browser.script("document.querySelectorAll('dialog').forEach((sheet) => sheet.close())");
    return isWhole;
  }

  @Test
  @Order(10)
  void shouldShowWrongPointsOnlyAndHoldStillWhilePaused() {
    scrollTo("tail");
    soon().until(() -> (Long) browser.script(ROWS + ".length") > 20);
    browser.click("#tail .tools button");
    Object first = browser.script(ROWS + "[0].dataset.at");
    soon()
        .until(() -> browser.text("#tail .hint").matches("Paused.*[1-9][0-9]*.* came meanwhile."));
    assertThat(browser.script(ROWS + "[0].dataset.at")).isEqualTo(first);

    browser.click("#tail .tools input[type=checkbox]");
    assertThat(browser.text("#tail tbody")).doesNotContain("✓");
    browser.click("#tail .tools input[type=checkbox]");
    browser.click("#tail .tools button");
    soon().until(() -> !first.equals(browser.script(ROWS + "[0]?.dataset.at ?? ''")));
  }

  private static final String ROWS = "return document.querySelectorAll('#tail tbody tr')";

  private static String paintedView(String learner) {
    return browser
        .script(
            "return document.querySelector(arguments[0])?.dataset.view ?? ''",
            plane(learner) + " .field")
        .toString();
  }

  /** Of an application beside the one of {@code gyre up}, which keeps no versions. */
  @Test
  @Order(11)
  @Tag(OWN)
  void shouldMarkVersionsAndSayWhatLearningBroughtSince() throws Exception {
    String id = "--application-id=kept";
    String broker = "--bootstrap-server=127.0.0.1:" + KAFKA;
    int page = TestPorts.reserve();
    String state = "--state-dir=" + folder.resolve("kept");
    try (RunningCommand learn = new RunningCommand("learn", id, broker, state, "--no-http");
        RunningCommand dashboard =
            new RunningCommand("dashboard", id, broker, "--http-port=" + page)) {
      soon().until(() -> dashboard.output().contains("The page is at"));
      browser.resize(1440, 900);
      openPage(page);
      soon().until(() -> accuracy("blend") > 50); // The curves have begun before the version.
      Terminated.run(Map.of(), "version", "save", "monday", id, broker).requireDone();

      scrollTo("charts");
      soon().until(() -> browser.shows("#cost .flag[aria-label*='Version 2, monday']"));
      scrollTo("versions");
      browser.awaitText("#versions tbody tr", "2monday.*somebody asked.*offset [0-9,]+");
      browser.click("#versions input[value='2']");
      browser.click("#versions .primary");
      browser.awaitText(
          "#versions .said-first",
          "On [0-9,]+ points? since version 2: accuracy of blend [0-9.]+ %; with nothing learned since it would be [0-9.]+ % \\(version 2\\)\\.");
      browser.awaitText(
          "#versions table:has(thead .figure) tbody", ".*blend([0-9.]+ %0\\.[0-9]+){2}");
      browser.resize(390, 844);
      assertThat(browser.script("return document.documentElement.scrollWidth")).isEqualTo(390L);
      browser.click("#versions button", "Forget");
      browser.awaitText("#versions .said-first", "");
      assertThat(learn.output()).doesNotContain("ERROR");
      browser.open("about:blank"); // It would complain of the server that goes away.
    }
  }

  @Test
  @Order(12)
  void shouldHealWhenEverythingIsStartedAgain() throws Exception {
    soon().until(() -> get(ONLOOKER, "/api/learners").contains("\"challenger\""));
    scrollTo("planes");
    soon().until(() -> paintedStep() > 0);
    long step = paintedStep();
    scrollTo("tail"); // A plane in sight would rest for ten seconds after a refusal.
    up.close();
    soon().until(() -> browser.text("#connection").startsWith("Connection lost"));
    soon().until(() -> browser.text("#notice").contains("no longer up to date"));
    soon().until(() -> get(ONLOOKER, "/health/ready").contains("\"ok\":false"));

    up = up();

    soon().until(() -> browser.text("#connection").equals("Live"));
    soon().until(() -> learners() == LEARNERS && publishedStep("network") > step);
    scrollTo("planes");
    soon().until(() -> paintedStep() > step);
    soon().until(() -> get(ONLOOKER, "/health/ready").contains("\"ok\":true"));
    soon().until(() -> get(PAGE, "/metrics").contains("gyre_steps_total"));
    soon().until(() -> browser.text("#events").contains("estarted"));
    assertThat(browser.complaints())
        .as("of the time in which nobody was there, or learners were being restored")
        .allMatch(
            text ->
                isOfTheNetwork(text)
                    || text.matches("(?s).*/api/(field|confusion)\\?.*")
                    // An answer that a process began, and did not live to end.
                    || text.contains("ERR_INCOMPLETE_CHUNKED_ENCODING"));
    browser.open("about:blank"); // It would complain of the server that goes away.
    up.close();
  }

  @Test
  @Order(13)
  @Tag(OWN)
  void shouldShowThreeArmsInThreeColours() throws Exception {
    int page = TestPorts.reserve();
    try (RunningCommand three =
        new RunningCommand(
            "up",
            "--arms=3",
            "--data=" + folder.resolve("three"),
            "--kafka-port=" + TestPorts.reserve(),
            "--http-port=" + page,
            "--rate=1000")) {
      soon().until(() -> three.output().contains("The page is at"));
      openPage(page);
      soon().until(() -> learners() == LEARNERS);
      soon().until(() -> accuracy("challenger") > 95);

      scrollTo("planes");
      soon().until(() -> browser.text("#planes .legend").startsWith("012predicted wrongly"));
      assertThat(browser.shows("#marks")).as("the notebook's two arms").isFalse();
      browser.click("#feed-pause");
      browser.awaitText("#feed-pause", "Resume");
      awaitStillness();
      assertThatThePicturesAreTheModels(3);
      browser.click("#feed-pause");
      browser.awaitText("#feed-pause", "Pause");
      soon().until(() -> number("#figure-rate") > 100);
      browser.click(plane("challenger") + " .plane");
      soon().until(() -> browser.text(plane("network") + " .said").matches("[012], [0-9.]+ %"));
      // It would complain of the server that goes away.
      browser.open("about:blank");
    }
  }

  /** Of a stream whose labels come late: none at first, then of points that are shown, and more. */
  @Test
  @Order(14)
  @Tag(OWN)
  void shouldSayWhatIsMissingBeforeTheFirstLabelAndThenShowEach() throws Exception {
    StringBuilder rows = new StringBuilder("at,placed,customer,amount,kept\n");
    for (int i = 0; i < 20_000; i++) { // More than are sent while they are looked at.
      String at = Instant.ofEpochSecond(1_767_225_600L + 60L * i).toString();
      rows.append("%s,%s,c-%d,%d.5,%d%n".formatted(at, "2025-12-24 09:30", i % 37, i % 101, i % 2));
    }
    Path file = Files.writeString(folder.resolve("late.csv"), rows);
    int page = TestPorts.reserve();
    int kafka = TestPorts.reserve();
    try (RunningCommand late =
        new RunningCommand(
            "up",
            file.toString(),
            "--label=kept",
            "--time=at",
            "--label-delay=30d",
            "--review=10/1d",
            "--rate=200",
            "--data=" + folder.resolve("late"),
            "--kafka-port=" + kafka,
            "--http-port=" + page)) {
      soon().until(() -> late.output().contains("The page is at"));
      browser.resize(1280, 900);
      openPage(page);
      soon().until(() -> learners() > LEARNERS);

      browser.awaitText("#lead", ".*nothing learned yet[0-9,]+ points, and no label so far");
      assertThat(browser.shows("#decisions .found")).isFalse();
      for (String chart : List.of("#accuracy", "#cost")) {
        browser.awaitText(chart + " .none", "No label has come yet.*");
        assertThat(browser.shows(chart + " .plot")).as("axes without lines").isFalse();
      }
      scrollTo("confusion");
      browser.awaitText("#confusion .said-first", "No label has come yet.*");
      scrollTo("tail");
      browser.awaitText("#tail tbody tr", ".*to come");
      assertThat(browser.shows("#tail .verdict.is-right")).isFalse();

      try (Producer<byte[], byte[]> producer =
          ClusterAccess.local("127.0.0.1:" + kafka).producer(Map.of())) {
        Random coin = new Random(7); // What nobody can predict is often wrong.
        for (int i = 0; i <= 20_000; i++) { // Of rows that were sent, and of those that come next.
          byte[] label =
              "{\"id\":\"row-%d\",\"kept\":%d}".formatted(i, coin.nextInt(2)).getBytes(UTF_8);
          producer.send(new ProducerRecord<>("late.points", label));
        }
      }
      soon().until(() -> browser.shows("#tail .verdict.is-right"));
      soon().until(() -> (Long) browser.script(ROWS + ".length") > 20);
      assertThat(
              browser.script(
                  "const all = [...document.querySelectorAll('#tail tbody tr')].map((row) => row.dataset.at);"
                      + " return all.length - new Set(all).size;"))
          .as("a point is shown once")
          .isEqualTo(0L);
      browser.click("#tail .tools input[type=checkbox]");
      browser.awaitText("#tail tbody tr", ".*✗");
      browser.click("#tail .tools > button");
      browser.click("#tail tbody tr");
      browser.awaitText(".sheet.point .lead-line", ".*label[01]");
      browser.open("about:blank"); // It would complain of the server that goes away.
    }
  }

  /** As NumberText writes them. */
  @Test
  @Order(10)
  @Tag(FUNCTIONS)
  void shouldWriteAmountsWithFourDigitsThatCount() {
    Object written =
        browser.asynchronous(
            """
            const { amount } = await import('/js/format.js');
            const { distance, interval, isOutside } = await import('/js/amounts.js');
            const said = { amount: 27.314, lower: 20, upper: 1234.5 };
            return [...[3.4811, 15.114, 12345.6, 0.012345, 0, -0.5, 1e13, NaN, null].map((value) => amount(value)),
              distance(27.314, 26.1), distance(26.1, 27.314), distance(1, 1), distance(1000.1, 1000),
              interval(said), interval({ amount: 1 }), isOutside(said, 19), isOutside(said, 20),
              isOutside({ amount: 1 }, 19)];
            """);

    assertThat(written)
        .isEqualTo(
            List.of(
                "3.481",
                "15.11",
                "12,346",
                "0.01235",
                "0",
                "−0.5000",
                "1.000e+13",
                "–",
                "–",
                "+1.21",
                "−1.21",
                "0.000",
                "0",
                "20.00 to 1,235",
                "–",
                true,
                false,
                false));
  }

  /** Minutes until a delivery, known later: numbers instead of classes, in every panel. */
  @Test
  @Order(15)
  @Tag(OWN)
  void shouldShowAmountsBesideTheirLabels() throws Exception {
    Path file = Files.writeString(folder.resolve("deliveries.csv"), deliveries(20_000));
    int page = TestPorts.reserve();
    try (RunningCommand deliveries =
        new RunningCommand(
            "up",
            file.toString(),
            "--label=minutes",
            "--label-delay=200",
            "--rate=500",
            "--data=" + folder.resolve("deliveries"),
            "--kafka-port=" + TestPorts.reserve(),
            "--http-port=" + page)) {
      soon().until(() -> deliveries.output().contains("The page is at"));
      browser.resize(1440, 900);
      openPage(page);

      browser.awaitText("#lead", "mixoff by [0-9.]+on average over the last 1,000 labels.*");
      browser.awaitText("#verdicts", ".*better than “same as last” \\([0-9.]+\\).*");
      browser.awaitText(
          "#verdicts", ".*[6-9]\\d\\.\\d % of the labels were within its interval of 90 %, .*");
      browser.awaitText("#figure-classes", "label minutes, an amount");
      soon().until(() -> order().get(0).equals("mix") || order().get(1).equals("mix"));
      assertThat(number(row("mix") + " .mae")).isLessThan(number(row("last") + " .mae"));
      browser.awaitText("#accuracy .readout", ".*mix *[0-9.]+.*same as last *[0-9.]+.*the mean.*");
      browser.awaitText(
          "#beside .readout", ".*predicted[0-9.]+interval[0-9.]+ to [0-9.]+label[0-9.]+off.*");
      scrollTo("tail");
      browser.awaitText("#tail tbody tr", ".*to come");
      browser.click("#tail .tools input[type=checkbox]");
      browser.awaitText(
          "#tail tbody tr", ".*[0-9.]+ to [0-9.]+[0-9.]+[+−0][0-9.]+, outside of the interval");
      for (String ofClasses : List.of("#confusion", "#planes", "#ranking", "#decisions")) {
        assertThat(browser.shows(ofClasses)).as(ofClasses).isFalse();
      }
      scrollTo("fields");
      browser.awaitText("#fields .class-shares", "Label minutes.*least[0-9.]+mean[0-9.]+most.*");
      browser.click("#tail .tools > button");
      browser.click("#tail tbody tr");
      browser.awaitText(".sheet.point .why h3", "Why mix says [0-9.]+");
      browser.awaitText(".sheet.point .answers", ".*mix[0-9.]+[+−0][0-9.]+ ?[0-9.]+ to .*");
      browser.resize(390, 844);
      assertThat(browser.script("return document.documentElement.scrollWidth")).isEqualTo(390L);
      assertThat(browser.text("main")).doesNotContain("NaN", "undefined", "Infinity");
      browser.open("about:blank"); // It would complain of the server that goes away.
    }
  }

  private static String deliveries(int count) {
    Random random = new Random(7);
    StringBuilder rows = new StringBuilder("distance,items,weather,minutes\n");
    for (int i = 0; i < count; i++) {
      double distance = 0.5 + 4.5 * random.nextDouble();
      boolean rain = random.nextInt(3) == 0;
      double minutes = 10 + 6 * distance + (rain ? 8 : 0) + 2 * random.nextGaussian();
      rows.append(
          String.format(
              Locale.ROOT,
              "%.2f,%d,%s,%.1f\n",
              distance,
              1 + random.nextInt(5),
              rain ? "rain" : "dry",
              minutes));
    }
    return rows.toString();
  }

  private static ConditionFactory soon() {
    return Chromium.soon();
  }

  private static long learners() {
    return (Long) browser.script("return document.querySelectorAll('tr.learner').length");
  }

  private static String row(String learner) {
    return "tr.learner[data-learner=" + learner + "]";
  }

  private static String plane(String learner) {
    return ".plane-card[data-learner=" + learner + "]";
  }

  /** In percent, of the last 1,000 points. */
  private static double accuracy(String learner) {
    return number(row(learner) + " .accuracy span");
  }

  private static void scrollTo(String section) {
    browser.script("document.getElementById(arguments[0]).scrollIntoView()", section);
  }

  private static long paintedStep() {
    return paintedStep("network");
  }

  private static long paintedStep(String learner) {
    return Long.parseLong(
        browser
            .script(
                "return document.querySelector(`.plane-card[data-learner=${arguments[0]}] .field`)"
                    + "?.dataset.step ?? '0'",
                learner)
            .toString());
  }

  /**
   * Pauses the points, and waits until all are learned and what that made of learners is painted.
   */
  private static void awaitStillness() {
    scrollTo("planes");
    soon()
        .until(
            () ->
                Boolean.TRUE.equals(
                    browser.asynchronous(
                        """
                        const { produced } = await (await fetch('/api/feed', { method: 'POST',
                          headers: { 'Content-Type': 'application/json' }, body: '{"paused":true}' })).json();
                        const learners = await (await fetch('/api/learners')).json();
                        return learners.every(({ id, points, step }) => points === produced && step === Number(
                          document.querySelector(`.plane-card[data-learner=${id}] .field`)
                            ?.dataset.step));
                        """)));
  }

  private static long publishedStep(String learner) throws Exception {
    String json = get(PAGE, "/api/learners/" + learner + "/parameters");
    return Long.parseLong(json.replaceAll(".*\"step\":(\\d+).*", "$1"));
  }

  private static double number(String selector) {
    String digits = browser.text(selector).replaceAll("[^0-9.]", "");
    return digits.isEmpty() ? Double.NaN : Double.parseDouble(digits);
  }

  private static String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
