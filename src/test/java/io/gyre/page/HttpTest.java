package io.gyre.page;

import static java.lang.Double.NaN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpPortInUseException;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.JsonBody;
import io.gyre.http.Meters;
import io.gyre.http.Probes;
import io.gyre.http.TestServer;
import io.gyre.page.live.Applications;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.live.SpiralControls;
import io.gyre.page.live.SpiralControls.Change;
import io.gyre.page.live.SpiralControls.State;
import io.gyre.page.live.VersionControls;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.DashboardState;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounded, for an answer that should be refused may be a stream without an end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpTest {

  /** A producer that remembers what it was told. */
  private static final class Remembering implements SpiralControls {
    State state = new State(false, 2_000, 0, false, 5, 2);

    @Override
    public State state() {
      return state;
    }

    @Override
    public void apply(Change change) {
      state =
          new State(
              change.paused() == null ? state.paused() : change.paused(),
              change.rate() == null ? state.rate() : change.rate(),
              change.spin() == null ? state.spin() : change.spin(),
              state.swapped() ^ Boolean.TRUE.equals(change.swap()),
              state.produced(),
              state.arms());
    }
  }

  /** Comparisons that have ended before they began. */
  private static final class Compared implements VersionControls {
    List<Integer> wanted = List.of();

    @Override
    public void compare(String application, Compare asked) {
      wanted = asked.versions();
    }

    @Override
    public Comparison comparison(String application) {
      List<Scores> scores =
          List.of(
              new Scores(null, "blend", Map.of("accuracy", 0.9)),
              new Scores(7, "blend", Map.of("accuracy", 0.8)));
      return wanted.isEmpty() ? null : new Comparison(wanted, "ended", 1, 20, scores, null);
    }

    @Override
    public void close() {}
  }

  private record Answer(int status, String head, String body) {
    JsonNode json() throws IOException {
      return JsonBody.JSON.readTree(body);
    }
  }

  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String POINT = "{\"features\":[0.1,0.2]}";

  private final StubModel model = Fixture.model();
  private final DashboardState state = Fixture.state(model);
  private final Remembering spirals = new Remembering();
  private final Compared versions = new Compared();
  private final Optional<SpiralControls> feed = Optional.of(spirals);
  private final Meters meters = new Meters("gyre", List.of());
  private final Applications applications = Fixture.only(state, model, feed);
  private final HttpServer server =
      HttpServer.start(
          new HttpAddress("127.0.0.1", 0, Set.of("gyre.example"), HttpSecurity.NONE),
          HttpLimits.BODY_TIME,
          () -> true,
          routes -> {
            meters.add(new PrometheusMetrics(state, () -> model, () -> 0));
            Probes.onlooker().register(routes, meters);
            new ApiRoutes(applications).register(routes);
            new FileRoutes(applications).register(routes);
            new VersionRoutes(applications, versions).register(routes);
            new PageRoutes(applications).register(routes);
            new LoginRoutes(null).register(routes);
          });

  @AfterEach
  void close() {
    applications.all().forEach(FollowedApplication::close);
    server.close();
    meters.close();
  }

  @Test
  void shouldDescribeEveryRouteAndNoOther() throws Exception {
    Set<String> described = TestServer.described(get("/openapi.json").json());
    Set<String> registered = TestServer.registered(server).keySet();
    // The page's own files are no interface.
    registered.removeIf(route -> route.matches("GET /(js|uplot)/.*|GET /[a-z]+.(css|svg)"));

    assertThat(registered).isEqualTo(described);
  }

  @Test
  void shouldListVersionsAndCompareThem() throws Exception {
    state.version(
        new ConsumerRecord<>(
            "gyre-versions",
            0,
            0,
            "version/7".getBytes(UTF_8),
            """
            {"number": 7, "name": "monday", "reason": "asked", "savedMs": 9, "timeMs": 8,
             "offset": 100, "release": "1.0.0", "logId": "l", "digests": {}, "settings": {},
             "blocks": 1, "bytes": 9, "checksum": "c"}
            """
                .getBytes(UTF_8)));
    JsonNode before = get("/api/versions").json();
    assertThat(before.get("comparison").isNull()).isTrue();
    assertThat(before.get("versions"))
        .singleElement()
        .satisfies(version -> assertThat(version.get("name").textValue()).isEqualTo("monday"));

    String path = "/api/versions/comparison";
    Answer compared = send("POST", path, "localhost", JSON, "{\"versions\":[7]}");

    requireDescribed(path, "post", 200, compared.json());
    JsonNode after = get("/api/versions").json();
    requireDescribed("/api/versions", "get", 200, after);
    assertThat(after).isEqualTo(compared.json());
    assertThat(after.at("/comparison/scores/1/total/accuracy").doubleValue()).isEqualTo(0.8);
  }

  @Test
  void shouldSayOfEveryRouteWhatItMayDo() {
    List<String> files =
        Asset.all().stream()
            .filter(asset -> !asset.path().equals("/openapi.json"))
            .map(asset -> "GET " + asset.path() + " FILE")
            .toList();
    assertThat(TestServer.beyondQuestions(server))
        .containsAll(files)
        .filteredOn(route -> !files.contains(route))
        .containsExactly(
            "GET /health/live HEALTH",
            "GET /health/ready HEALTH",
            "GET /metrics METRICS",
            "POST /api/feed CHANGE",
            "POST /api/files UPLOAD",
            "POST /api/files/start CHANGE",
            "POST /api/files/stop CHANGE",
            "POST /api/login LOGIN",
            "POST /api/versions/comparison CHANGE");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/learners, /api/learners, get",
    "/api/learners/network/parameters, '/api/learners/{name}/parameters', get",
    "/api/view?x=features.1&y=features.0, /api/view, get",
    "/api/field?learner=network&resolution=3, /api/field, get",
    "/api/fields, /api/fields, get",
    "/api/feed, /api/feed, get",
    "/api/confusion?learner=network, /api/confusion, get",
    "/api/points?learner=network&label=1&prediction=0, /api/points, get",
    "/api/learners?application=gyre, /api/learners, get",
    "/api/versions, /api/versions, get",
    "/health/live, /health/live, get",
    "/health/ready, /health/ready, get"
  })
  void shouldAnswerAsDescribed(String request, String path, String method) throws Exception {
    Answer answer = get(request);

    assertThat(answer.status).isEqualTo(200);
    requireDescribed(path, method, answer.status, answer.json());
  }

  /** Each with a body of JSON, unless the header says otherwise. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /api/field                                            | | | 400 | learner: expected a learner's name
          GET /api/field?learner=none                               | | | 404 | expected one of network, second@1
          GET /api/field?learner=network&resolution=1               | | | 400 | resolution: expected 2 to 512, found 1
          GET /api/field?learner=network&resolution=x               | | | 400 | resolution: expected 2 to 512, found 'x'
          GET /api/field?learner=network&x=2                        | | | 400 | x: expected a field that is a number, as features.0, features.1, found '2'
          GET /api/field?learner=network&low=x,0&high=1,1           | | | 400 | found x,0 and 1,1
          GET /api/view?x=2                                         | | | 400 | found '2'
          GET /api/view?low=0,0&high=1,-1                           | | | 400 | found 0,0 and 1,-1
          GET /api/view?low=0,0                                     | | | 400 | two numbers each
          GET /api/view?low=-1e300,0&high=1e300,1                   | | | 400 | two numbers each
          GET /api/learners/%3Cimg%3E/parameters                    | | | 404 | learner '<img>'
          GET /api/confusion                                        | | | 400 | learner
          GET /api/confusion?learner=none                           | | | 404 | learner 'none'
          GET /api/confusion?learner=network&application=none       | | | 404 | application 'none'
          GET /api/fields?application=none                          | | | 404 | application 'none'
          GET /api/versions?application=none                        | | | 404 | application 'none'
          GET /api/points?learner=network                           | | | 400 | label
          GET /api/points/0-x                                       | | | 404 | point '0-x'
          GET /nothing                                              | | | 404 | found
          GET /api/learners              | Sec-Fetch-Site: cross-site | | 403 | another site
          GET /api/field?learner=network | Sec-Fetch-Site: cross-site | | 403 | another site
          GET /api/feed                  | Sec-Fetch-Site: same-site  | | 403 | another site
          GET /api/events                | Sec-Fetch-Site: cross-site | | 403 | another site
          POST /api/feed                 | Sec-Fetch-Site: cross-site | {"paused":true} | 403 | another site
          POST /api/feed                 | Origin: http://evil.example | {"paused":true} | 403 | only pages of this server
          POST /api/feed                 | Origin: null               | {"paused":true} | 403 | only pages of this server
          POST /api/feed                 | Content-Type: text/plain   | {"paused":true} | 415 | expected application/json
          POST /api/feed                 | Content-Type:              | {"paused":true} | 415 | expected application/json
          POST /api/predict              | Content-Type: text/plain   | [] | 415 | expected application/json
          POST /api/predict              | Content-Type: application/jsonp | [] | 415 | expected application/json
          POST /api/predict              | Content-Type: Application/JSON ; charset=utf-8 | [] | 400 | expected a JSON object
          POST /api/predict | | {"features":[1,NaN]} | 400 | NaN
          POST /api/predict | | {"features":[]}      | 400 | features
          POST /api/predict | | {"features":[1,2]    | 400 | value
          POST /api/predict | |                      | 400 | value
          POST /api/predict?why=1 | | {}             | 400 | true or false
          POST /api/feed    | | {"rate":0}           | 400 | rate: expected 1 to 100000 points per second, found 0
          POST /api/feed    | | {"spin":1e9}         | 400 | spin
          POST /api/feed    | | {"speed":1}          | 400 | speed
          POST /api/feed    | | null                 | 400 | found null
          POST /api/feed    | | {"rate":NaN}         | 400 | body: expected JSON
          POST /api/feed    | | {"rate":1.5}         | 400 | rate
          POST /api/feed    | | {"rate":"500"}       | 400 | rate
          POST /api/feed    | | {"rate":true}        | 400 | rate
          POST /api/feed    | | {"spin":"1"}         | 400 | spin
          POST /api/feed    | | {"paused":1}         | 400 | paused: expected true or false
          POST /api/feed    | | {"paused":"true"}    | 400 | paused
          POST /api/feed    | | {"swap":""}          | 400 | swap
          POST /api/versions/comparison | | {}                    | 400 | versions: expected an array of up to 2 numbers
          POST /api/versions/comparison | | {"versions":[1,2,3]}  | 400 | versions: expected an array of up to 2 numbers
          POST /api/versions/comparison | | {"versions":[null]}   | 400 | versions: expected an array of up to 2 numbers
          POST /api/versions/comparison | | {"versions":["7"]}    | 400 | versions
          POST /api/versions/comparison | | {"versions":7}        | 400 | versions
          """)
  void shouldRefuseAsDescribedWithAReason(
      String request, String header, String body, int status, String reason) throws Exception {
    String[] parts = request.split(" ");
    boolean typed = parts[0].equals("GET") || header != null && header.startsWith("Content-Type");
    String headers = (typed ? "" : JSON) + (header == null ? "" : header + "\r\n");

    Answer answer = send(parts[0], parts[1], "localhost", headers, body == null ? "" : body);

    assertThat(answer.status).isEqualTo(status);
    assertThat(answer.head).contains("application/json");
    assertThat(answer.json().get("error").textValue())
        .containsIgnoringCase(reason)
        .doesNotContain("ALLOW"); // What the parser advises is for those who program it.
    String path =
        parts[1]
            .replaceAll("\\?.*", "")
            .replaceAll("/[^/]+/parameters", "/{name}/parameters")
            .replaceAll("/points/.*", "/points/{at}");
    if (!path.equals("/nothing")) {
      requireDescribed(path, parts[0].toLowerCase(), status, answer.json());
    }
    assertThat(spirals.state).isEqualTo(new State(false, 2_000, 0, false, 5, 2));
  }

  @Test
  void shouldShowARecentPointInFull() throws Exception {
    Map<Label, Double> said = new LinkedHashMap<>();
    said.put(Label.ofText("b"), 0.7);
    said.put(Label.ofText("a"), 0.2);
    Prediction prediction =
        Predictions.ofMany("p-1", "blend", Label.ofText("b"), said, Label.of(1), 4711);
    state
        .samples()
        .add(
            new AnsweredPoint(
                0,
                4711,
                17,
                "{\"x\":0.5,\"y\":\"<b>\"}".getBytes(UTF_8),
                new Fields(
                    new String[] {"x", "y", "z", "at"},
                    new double[] {0.5, NaN, NaN, NaN},
                    new String[] {null, "<b>", null, null},
                    4,
                    4,
                    new String[] {null, null, null, "2026-11-28"}),
                Label.of(1),
                Map.of("blend", prediction)));

    JsonNode point = get("/api/points/0-4711").json();

    requireDescribed("/api/points/{at}", "get", 200, point);
    assertThat(point.get("fields"))
        .hasToString("[[\"x\",0.5],[\"y\",\"<b>\"],[\"z\",null],[\"at\",\"2026-11-28\"]]");
    assertThat(point.at("/was/blend/top")).hasToString("[[\"b\",0.7],[\"a\",0.2]]");
    assertThat(point.get("id").textValue()).isEqualTo("p-1");
    state.outcomes().addAll(state.samples().all(), 0);
    JsonNode cell = get("/api/points?learner=blend&label=1&prediction=b").json();
    assertThat(cell.at("/points/0/text").textValue()).isEqualTo("x=0.5, y=<b>, z=, at=2026-11-28");
    assertThat(cell.get("published").booleanValue()).isTrue();
    assertThat(get("/api/points?learner=network&label=1&prediction=b").json().get("published"))
        .hasToString("false");
  }

  @Test
  void shouldServeAPageThatWeighsLessThan200Kilobytes() {
    int bytes =
        Asset.all().stream()
            .filter(asset -> !asset.path().equals("/openapi.json"))
            .mapToInt(asset -> asset.packed().length)
            .sum();

    assertThat(bytes).isLessThan(200_000);
  }

  @Test
  void shouldAnswerAsDescribedWhereThereIsNothingYet() throws Exception {
    ApiRoutes empty =
        new ApiRoutes(Fixture.only(new DashboardState("gyre"), StubModel.AWAY, Optional.empty()));
    try (HttpServer bare = TestServer.start(HttpSecurity.NONE, empty::register)) {
      Answer predicted =
          exchange(bare, "POST", "/api/predict", "localhost", JSON + length(POINT), POINT);
      Answer fed = exchange(bare, "GET", "/api/feed", "localhost", "", "");

      assertThat(predicted.status).isEqualTo(503);
      requireDescribed("/api/predict", "post", 503, predicted.json());
      assertThat(fed.status).isEqualTo(404);
      requireDescribed("/api/feed", "get", 404, fed.json());
      JsonNode view = exchange(bare, "GET", "/api/view", "localhost", "", "").json();
      assertThat(view.get("numeric")).isEmpty();
      assertThat(view.get("centre").isNull()).isTrue();
      requireDescribed("/api/view", "get", 200, view);
    }
  }

  /** What the server refuses before any route is asked. */
  @ParameterizedTest
  @CsvSource({
    "GET /%zz HTTP/1.1, 400",
    "GET /js/../../secret HTTP/1.1, 400",
    "GET /long HTTP/1.1, 431",
    "GET / HTTP/9.9, 505",
    "GET / HTTP/1.1 and more, 400",
    "FOO / HTTP/1.1, 405"
  })
  void shouldSayWhatIsWrongWithARequestThatIsNone(String line, int status) throws Exception {
    String headers = line.contains("long") ? "X: " + "x".repeat(20_000) + "\r\n" : "";

    Answer answer = exchange(server, line, "localhost", headers, "");

    assertThat(answer.status).isEqualTo(status);
    assertThat(answer.head).contains("application/json");
    assertThat(answer.json().get("error").textValue()).isNotBlank();
  }

  @Test
  void shouldAskEveryLearnerAndSayAtWhichOffsetItStands() throws Exception {
    Answer answer = post("/api/predict", JSON, POINT);

    assertThat(answer.status).isEqualTo(200);
    requireDescribed("/api/predict", "post", 200, answer.json());
    assertThat(answer.json()).hasSize(2);
    double expected = StubModel.answer(Fields.ofFeatures(new double[] {0.1, 0.2}))[1];
    assertThat(answer.json().get(0).get("probability").doubleValue()).isEqualTo(expected);
    assertThat(answer.json().get(0).get("offset").intValue()).isEqualTo(70);
    assertThat(answer.json().get(1).get("learner").textValue()).isEqualTo("second@1");
  }

  @Test
  void shouldSayWhyALearnerCannotBeAsked() throws Exception {
    state.ask(model.with(2, Fixture.fold(Fixture.metrics("prior", 2, 1, 2_000))));

    Answer plane = get("/api/field?learner=prior@2");

    assertThat(plane.status).isEqualTo(200);
    requireDescribed("/api/field", "get", 200, plane.json());
    assertThat(plane.json().get("learner").textValue()).isEqualTo("prior@2");
    assertThat(plane.json().get("reason").textValue()).contains("nobody is here");
    Answer answer = post("/api/predict", JSON, POINT);
    requireDescribed("/api/predict", "post", 200, answer.json());
    assertThat(answer.json().get(2).get("reason").textValue()).contains("nobody is here");
  }

  @Test
  void shouldGiveThePlaneOfALearner() throws Exception {
    JsonNode field = get("/api/field?learner=network&resolution=5").json();

    double[] topLeft = {field.at("/low/0").doubleValue(), field.at("/high/1").doubleValue()};
    assertThat(field.get("probabilities").get(4).get(0).doubleValue())
        .isEqualTo(StubModel.answer(Fields.ofFeatures(topLeft))[1]);
    assertThat(field.get("offset").intValue()).isEqualTo(70);
    assertThat(field.get("ageMs").intValue()).isEqualTo(250);
    assertThat(field.has("predictions")).isFalse();
  }

  @Test
  void shouldLeaveAPlaneWhereItIsAsLongAsItShowsThePoints() throws Exception {
    JsonNode view = get("/api/view").json();

    assertThat(get("/api/view?low=-1.3,-1.3&high=1.3,1.3").json().get("high"))
        .hasToString("[1.3,1.3]");
    assertThat(get("/api/view?low=-0.5,-0.5&high=0.5,0.5").json()).isEqualTo(view);
    assertThat(get("/api/view?low=-9,-9&high=9,9").json()).isEqualTo(view);
    assertThat(get("/api/field?learner=network&low=-9,-9&high=9,9").json().at("/low").toString())
        .isEqualTo("[-9.0,-9.0]");
  }

  @Test
  void shouldSteerTheProducer() throws Exception {
    Answer answer =
        post("/api/feed", JSON, "{\"paused\":true,\"rate\":500,\"spin\":1.5,\"swap\":true}");

    assertThat(answer.status).isEqualTo(200);
    requireDescribed("/api/feed", "post", 200, answer.json());
    assertThat(spirals.state).isEqualTo(new State(true, 500, 1.5, true, 5, 2));
  }

  @Test
  void shouldLetItsOwnPageSteer() throws Exception {
    String own =
        "Origin: http://127.0.0.1:" + server.port() + "\r\nSec-Fetch-Site: same-origin\r\n";

    assertThat(post("/api/feed", own + JSON, "{\"paused\":true}").status).isEqualTo(200);
  }

  @Test
  void shouldGiveItsHeadersWithRefusalsToo() throws Exception {
    for (String path : List.of("/api/learners", "/api/nowhere", "/v2", "/health/live")) {
      assertThat(get(path).head)
          .as(path)
          .contains("script-src 'self'", "nosniff", "Cache-Control: no-store");
    }
    assertThat(get("/").head).contains("Cache-Control: no-cache").doesNotContain("no-store");
  }

  @Test
  void shouldAnswerOnlyUnderItsOwnNames() throws Exception {
    for (String host : List.of("localhost:8080", "127.0.0.1", "[::1]:80", "gyre.example:8080")) {
      assertThat(send("GET", "/api/learners", host, "", "").status).as(host).isEqualTo(200);
    }
    for (String host : List.of("evil.example", "localhost.evil.example", "1.2.3.4.evil.example")) {
      assertThat(send("GET", "/api/learners", host, "", "").status).as(host).isEqualTo(403);
      assertThat(send("GET", "/", host, "", "").status).as(host).isEqualTo(403);
      assertThat(send("GET", "/health/live", host, "", "").status).as(host).isEqualTo(200);
    }
  }

  @Test
  void shouldServeThePageUnderAStrictPolicyAndSpareItTheSecondTime() throws Exception {
    Answer page = get("/");

    assertThat(page.status).isEqualTo(200);
    assertThat(page.head)
        .contains("script-src 'self'")
        .contains("frame-ancestors 'none'")
        .contains("nosniff");
    assertThat(page.body).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("style=");
    String tag = page.head.replaceAll("(?s).*ETag: (\\S+).*", "$1");
    assertThat(send("GET", "/", "localhost", "If-None-Match: " + tag + "\r\n", "").status)
        .isEqualTo(304);
  }

  @Test
  void shouldPackThePageForThoseWhoTakeGzip() throws Exception {
    for (String taken : List.of("gzip", "br, gzip;q=0.5", "deflate,gzip")) {
      Answer page = send("GET", "/", "localhost", "Accept-Encoding: " + taken + "\r\n", "");
      assertThat(page.head).as(taken).contains("Content-Encoding: gzip");
    }
    for (String taken : List.of("gzip;q=0", "br", "x-gzip2")) {
      Answer page = send("GET", "/", "localhost", "Accept-Encoding: " + taken + "\r\n", "");
      assertThat(page.head).as(taken).doesNotContain("Content-Encoding");
    }
  }

  @Test
  void shouldServeEveryFileThatThePageNames() throws Exception {
    for (Asset asset : Asset.all()) {
      Answer answer = get(asset.path());
      assertThat(answer.status).as(asset.path()).isEqualTo(200);
      java.util.regex.Matcher named =
          java.util.regex.Pattern.compile("from '(/[^']+)'|(?:src|href)=\"(/[^\"]+)\"")
              .matcher(asset.path().startsWith("/uplot") ? "" : answer.body);
      while (named.find()) {
        String path = named.group(1) != null ? named.group(1) : named.group(2);
        assertThat(get(path).status).as(asset.path() + " names " + path).isEqualTo(200);
      }
    }
  }

  @Test
  void shouldTellThePageOfEveryMetric() throws Exception {
    String module = get("/js/metrics.js").body;
    JsonNode all = JsonBody.JSON.readTree(module.substring(module.indexOf('[')));

    assertThat(module).startsWith("export const METRICS = ");
    assertThat(all.findValuesAsText("name"))
        .containsExactlyElementsOf(MetricRegistry.metrics().stream().map(Metric::name).toList());
    assertThat(all).allSatisfy(each -> assertThat(each).allMatch(said -> !said.isNull()));
  }

  @Test
  void shouldTellPrometheusEveryFigureUnderItsDocumentedName() throws Exception {
    Answer answer = get("/metrics");

    String learner = "{application=\"gyre\",learner=\"network\",partition=\"0\"}";
    assertThat(answer.body)
        .contains("gyre_predictions_total" + learner + " 2000.0")
        .contains("gyre_labelled_points_total" + learner + " 1990.0")
        .contains("gyre_cost" + learner + " 0.593")
        .contains("gyre_accuracy" + learner + " 0.70")
        .contains("gyre_steps_total" + learner + " 249.0")
        .contains("gyre_refused_steps_total" + learner + " 0.0")
        .contains("gyre_late_points_total" + learner + " 0.0")
        .contains("gyre_early_points_total" + learner + " 0.0")
        .contains("gyre_missed_points_total" + learner + " 0.0")
        .contains("gyre_points_total{application=\"gyre\",partition=\"0\"} 2000.0")
        .contains("gyre_lag_points{application=\"gyre\",partition=\"0\"} NaN")
        .contains("gyre_dead_letters_total{application=\"gyre\"} 0.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void shouldSayThatAPortIsTaken() {
    assertThatThrownBy(
            () ->
                HttpServer.start(
                    Fixture.loopback(server.port()),
                    HttpLimits.BODY_TIME,
                    () -> true,
                    routes -> {}))
        .isInstanceOf(HttpPortInUseException.class)
        .hasMessageContaining("port " + server.port() + " on 127.0.0.1 is taken")
        .hasMessageContaining("--http-port");
  }

  private void requireDescribed(String path, String method, int status, JsonNode answer)
      throws IOException {
    TestServer.requireDescribed(get("/openapi.json").json(), path, method, status, answer);
  }

  private Answer get(String path) throws IOException {
    return send("GET", path, "localhost:" + server.port(), "", "");
  }

  private Answer post(String path, String headers, String body) throws IOException {
    return send("POST", path, "127.0.0.1:" + server.port(), headers, body);
  }

  /** By hand: Java's own client would not let a test say who it is. */
  private Answer send(String method, String path, String host, String headers, String body)
      throws IOException {
    return exchange(server, method, path, host, headers + length(body), body);
  }

  private static String length(String body) {
    return "Content-Length: " + body.getBytes(UTF_8).length + "\r\n";
  }

  private static Answer exchange(
      HttpServer to, String method, String path, String host, String headers, String body)
      throws IOException {
    // An answer to HTTP/1.0 comes whole, not in chunks.
    return exchange(to, method + " " + path + " HTTP/1.0", host, headers, body);
  }

  private static Answer exchange(
      HttpServer to, String line, String host, String headers, String body) throws IOException {
    String head = "%s\r\nHost: %s\r\nConnection: close\r\n".formatted(line, host);
    String[] parts = TestServer.answer(to, head + headers + "\r\n" + body).split("\r\n\r\n", 2);
    return new Answer(Integer.parseInt(parts[0].split(" ")[1]), parts[0], parts[1]);
  }
}
