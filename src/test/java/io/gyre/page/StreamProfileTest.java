package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.PointContent;
import io.gyre.fold.Figures;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.AnswerOf;
import io.gyre.fold.intake.AskOptions;
import io.gyre.format.RecordSettings;
import io.gyre.format.survey.FieldSurvey;
import io.gyre.http.HttpServer;
import io.gyre.http.JsonBody;
import io.gyre.http.TestServer;
import io.gyre.learning.Contributions;
import io.gyre.learning.PredictedClass;
import io.gyre.page.live.Applications;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.DashboardState;
import io.gyre.topic.Metrics;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Planes, answers and fields of any data, where learners are in the process and where not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamProfileTest {

  private static final RecordSettings RECORDS = RecordSettings.standard();
  private static final String EVIL = "<img src=x onerror=alert(1)>";
  private static final List<Label> THREE = List.of(Label.of(7), Label.of(8), Label.TRUE);

  /**
   * Class 8 if the evil field is above 2, 7 if price is above 0, else true; the more, the surer.
   */
  private static final class Stub extends StubModel {
    private boolean here = true;
    private long nanosEach;

    Stub() {
      super(List.of("prior"));
    }

    private static double number(Fields fields, String path) {
      for (int i = 0; i < fields.size(); i++) {
        if (fields.path(i).equals(path) && !fields.missing(i)) {
          return fields.number(i);
        }
      }
      return 0;
    }

    private double[] said(Fields fields) {
      long end = System.nanoTime() + nanosEach;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      double price = Math.max(0, Math.min(1, number(fields, "price")));
      double evil = Math.max(0, Math.min(1, number(fields, EVIL) - 2));
      double sum = 0.5 + price + 4 * evil;
      return new double[] {price / sum, 4 * evil / sum, 0.5 / sum};
    }

    @Override
    public Map<Integer, Figures> figures() {
      Metrics prior = Fixture.metrics("prior", 0, 1, 2_000);
      return Map.of(0, Fixture.fold(THREE, prior, Fixture.metrics("network", 0, 1, 2_000)));
    }

    @Override
    public Optional<Answer> ask(int partition, PointContent point, boolean why) {
      List<Contributions> found =
          List.of(
              new Contributions(Map.of("price", 0.5), 0, Double.NaN, 7),
              new Contributions(Map.of("price", 0.5), 0, -1, 0));
      return here
          ? Optional.of(StubModel.answered(point, fields -> said(fields, why ? found : null)))
          : Optional.empty();
    }

    private Answer said(Fields fields, List<Contributions> why) {
      return AnswerOf.all(List.of("prior", "network"), THREE, said(fields), why);
    }

    @Override
    public Optional<Answer> ask(
        int partition,
        AskOptions detail,
        int points,
        IntFunction<? extends PointContent> point,
        Visitor visitor) {
      Answer last = null;
      for (int i = 0; here && i < points; i++) {
        last = said((Fields) point.apply(i), null);
        visitor.answer(i, last, 0);
      }
      return Optional.ofNullable(last);
    }

    @Override
    public Optional<LearnedStream> learnedStream(int partition) {
      FieldSurvey survey = new FieldSurvey(RECORDS, false, "");
      points().forEach(point -> survey.add(point.fields(), point.label()));
      return here
          ? Optional.of(
              new LearnedStream(
                  survey.found(),
                  Map.of(Label.of(7), 30L, Label.TRUE, 90L),
                  RECORDS,
                  List.of("prior", "network"),
                  "prior",
                  Map.of(),
                  0.9))
          : Optional.empty();
    }

    @Override
    public Optional<LearnedStream> look(int partition) {
      return learnedStream(partition);
    }

    @Override
    public OptionalLong ageMs(int partition) {
      return OptionalLong.empty();
    }
  }

  private final DashboardState state = new DashboardState("gyre");
  private final Stub stub = new Stub();
  private final Applications applications = new Applications();
  private HttpServer server;

  @AfterEach
  void close() {
    applications.all().forEach(FollowedApplication::close);
    if (server != null) {
      server.close();
    }
  }

  /** Numbers, text, an evil name; half of the values of the evil field are missing. */
  private static List<AnsweredPoint> points() {
    Random random = new Random(5);
    String[] paths = {"name", "nothing", "price", EVIL};
    List<AnsweredPoint> points = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      double[] numbers = {
        Double.NaN,
        random.nextGaussian(),
        random.nextGaussian(),
        i % 2 == 0 ? 3 + random.nextDouble() : Double.NaN
      };
      String[] texts = {"n" + random.nextInt(9), null, null, null};
      Prediction said = Predictions.ofMany("p" + i, "prior", THREE.get(i % 3), Map.of(), null, i);
      points.add(
          Fixture.sample(
              new Fields(paths, numbers, texts), THREE.get(i % 2), Map.of("prior", said)));
    }
    return points;
  }

  private void start() {
    state.ask(stub);
    points().forEach(state.samples()::add);
    Fixture.show(applications, state, "orders.csv", RECORDS, stub);
    server = Fixture.serve(applications);
  }

  private JsonNode get(String path, int status) throws Exception {
    return exchange(HttpRequest.newBuilder().uri(uri(path)).build(), status);
  }

  private JsonNode post(String path, String body, int status) throws Exception {
    return exchange(
        HttpRequest.newBuilder()
            .uri(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        status);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static JsonNode exchange(HttpRequest request, int status) throws Exception {
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonBody.JSON.readTree(answer.body());
  }

  private void validate(String path, String method, JsonNode answer) throws Exception {
    TestServer.requireDescribed(get("/openapi.json", 200), path, method, 200, answer);
  }

  @Test
  void shouldListTheFieldsThatWeighMostFirst() throws Exception {
    start();

    JsonNode understood = get("/api/fields", 200);

    validate("/api/fields", "get", understood);
    JsonNode fields = understood.get("fields");
    assertThat(fields.findValuesAsText("name")).containsExactly(EVIL, "price", "name", "nothing");
    assertThat(fields.at("/0/missing").doubleValue()).isEqualTo(0.5);
    assertThat(fields.at("/2/kind").textValue()).isEqualTo("text");
    assertThat(fields.at("/2/low").isNull()).isTrue();
    assertThat(fields.at("/3/weight").doubleValue()).isZero();
    assertThat(understood.get("weightBy").textValue()).contains("probability", "missing");
    assertThat(understood.get("label").textValue()).isEqualTo("label");
    assertThat(understood.get("classes"))
        .hasToString(
            "[{\"label\":true,\"count\":90,\"share\":0.75},{\"label\":7,\"count\":30,\"share\":0.25}]");
  }

  @Test
  void shouldGiveTheProbabilityOfEachClassAlongOneField() throws Exception {
    start();

    JsonNode line = get("/api/field?learner=prior&x=price&y=price&resolution=9", 200);

    validate("/api/field", "get", line);
    assertThat(line.get("probabilities")).hasSize(1);
    assertThat(line.get("predictions")).hasSize(1);
    JsonNode curves = line.get("curves");
    assertThat(curves.findValuesAsText("k")).containsExactlyInAnyOrder("0", "1", "2");
    for (int i = 0; i < 9; i++) {
      double sum = 0;
      for (JsonNode curve : curves) {
        sum += curve.get("p").get(i).doubleValue();
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
      int most = line.at("/predictions/0/" + i).intValue();
      for (JsonNode curve : curves) {
        if (curve.get("k").intValue() == most) {
          assertThat(curve.get("p").get(i)).isEqualTo(line.at("/probabilities/0/" + i));
        }
      }
    }
    assertThat(get("/api/field?learner=prior&resolution=9", 200).has("curves")).isFalse();
  }

  /** Those that have the evil field say 8. */
  @Test
  void shouldWeighAFieldByHowFarTheProbabilityMovesWithoutIt() throws Exception {
    start();

    double evil = get("/api/fields", 200).at("/fields/0/weight").doubleValue();

    double sum = 0;
    List<AnsweredPoint> points = points();
    for (AnsweredPoint point : points.subList(50, 100)) {
      double[] whole = stub.said(point.fields());
      int k = PredictedClass.predicted(whole, 0, whole.length, PredictedClass.NONE);
      sum += Math.abs(whole[k] - stub.said(point.fields().without(3))[k]);
    }
    assertThat(evil).isCloseTo(sum / 50, within(1e-12));
  }

  @Test
  void shouldKnowFieldsOfRecentPointsWhereNothingIsLearned() throws Exception {
    start();
    stub.here = false;

    JsonNode understood = get("/api/fields", 200);

    validate("/api/fields", "get", understood);
    assertThat(understood.get("fields").findValuesAsText("name"))
        .containsExactlyInAnyOrder(EVIL, "name", "nothing", "price");
    assertThat(understood.get("weightBy").isNull()).isTrue();
    assertThat(understood.at("/fields/0/weight").isNull()).isTrue();
    assertThat(understood.get("of").intValue()).isEqualTo(100);
    assertThat(understood.at("/classes/0/count").intValue()).isEqualTo(50);
  }

  @Test
  void shouldShowThePlaneOfTheTwoNumbersThatWeighMost() throws Exception {
    start();

    JsonNode view = get("/api/view", 200);

    validate("/api/view", "get", view);
    assertThat(view.get("x").textValue()).isEqualTo("price");
    assertThat(view.get("y").textValue()).isEqualTo(EVIL);
    assertThat(view.get("numeric")).hasToString("[\"%s\",\"price\",\"nothing\"]".formatted(EVIL));
    assertThat(view.get("centre")).hasSize(3);
    assertThat(view.get("points")).hasSize(50);
    assertThat(view.at("/points/1/p/prior")).hasToString("true");

    JsonNode other = get("/api/view?x=nothing&y=nothing", 200);
    assertThat(other.get("y").textValue()).isEqualTo("nothing");
    assertThat(other.get("points")).hasSize(100);
    assertThat(get("/api/view?x=name", 400).get("error").textValue())
        .contains("expected a field that is a number");
  }

  @Test
  void shouldAskTheLearnerItselfForItsPlane() throws Exception {
    start();

    JsonNode plane =
        get("/api/field?learner=prior&x=price&y=price&low=-1,-1&high=1,1&resolution=5", 200);

    validate("/api/field", "get", plane);
    assertThat(plane.get("offset").intValue()).isEqualTo(30);
    assertThat(plane.get("classes")).hasToString("[7,8,true]");
    assertThat(plane.get("step").intValue()).isEqualTo(12);
    // The evil field rests at its mean, above 2: 4 to 0.5, and where price is 1 to 1.5.
    assertThat(plane.at("/predictions/0")).hasToString("[1,1,1,1,1]");
    assertThat(plane.at("/probabilities/0/0").doubleValue()).isCloseTo(4 / 4.5, within(1e-9));
    assertThat(plane.at("/probabilities/0/4").doubleValue()).isCloseTo(4 / 5.5, within(1e-9));
  }

  @Test
  void shouldAskASlowLearnerForACoarserPlane() throws Exception {
    stub.nanosEach = 1_000_000;
    start();

    JsonNode plane = get("/api/field?learner=prior&x=price&y=nothing&resolution=64", 200);

    assertThat(plane.get("resolution").intValue()).isBetween(16, 45);
    assertThat(plane.get("probabilities")).hasSize(plane.get("resolution").intValue());
  }

  @Test
  void shouldAnswerForEveryLearnerAndSayWhy() throws Exception {
    start();

    JsonNode answers = post("/api/predict?why=true", "{\"price\":0.5,\"name\":null}", 200);

    validate("/api/predict", "post", answers);
    assertThat(answers)
        .hasToString(
            "[{\"learner\":\"prior\",\"prediction\":7,\"probabilities\":{\"7\":0.5,\"8\":0.0,\"true\":0.5},\"offset\":30,\"step\":12,\"why\":{\"price\":0.5},\"untried\":7,\"of\":\"probability\"},"
                + answers.get(1)
                + "]");
    assertThat(answers.at("/1/of").textValue()).isEqualTo("logit");
    assertThat(post("/api/predict", "{\"price\":0.5}", 200).get(0).has("why")).isFalse();
  }
}
