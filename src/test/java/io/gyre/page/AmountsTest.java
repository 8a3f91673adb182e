package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.format.RecordSettings;
import io.gyre.http.HttpServer;
import io.gyre.http.JsonBody;
import io.gyre.http.TestServer;
import io.gyre.page.live.Applications;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.DashboardState;
import io.gyre.page.state.FollowedLearner;
import io.gyre.topic.Metrics;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page is told where labels are amounts. */
class AmountsTest {

  private static final RecordSettings RECORDS = RecordSettings.standard().withAmounts();

  private final DashboardState state = new DashboardState("gyre");
  private final Applications applications = new Applications();
  private HttpServer server;

  @BeforeEach
  void start() {
    Map<String, Object> scores =
        Map.of("n", 10, "mae", 3.5, "last-label-mae", 9.5, "mean-so-far-mae", 7.5, "coverage", 0.9);
    Metrics mix =
        Fixture.metrics(
            Fixture.metrics("mix", 0, 1, 2_000), new Metrics.Scores(scores, scores, scores));
    StubModel model = new StubModel(List.of());
    state.ask(model.with(0, Fixture.fold(List.of(new Label("amount", Label.Form.TEXT)), mix)));
    state.metrics(Fixture.key("mix", 0), mix, -1);
    for (int minutes : new int[] {12, 30, 48}) {
      Label label = Label.of(minutes);
      Prediction said = Predictions.ofAmount("d-" + minutes, "mix", 31.5, 25, 40, label);
      state.samples().add(Fixture.sample(new double[] {1}, label, Map.of("mix", said)));
    }
    Fixture.show(applications, state, "deliveries", RECORDS, model);
    server = Fixture.serve(applications);
  }

  @AfterEach
  void close() {
    applications.all().forEach(FollowedApplication::close);
    server.close();
  }

  private JsonNode get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonBody.JSON.readTree(answer.body());
  }

  private JsonNode described(String path, String of) throws Exception {
    JsonNode answer = get(path);
    TestServer.requireDescribed(get("/openapi.json"), of, "get", 200, answer);
    return answer;
  }

  @Test
  void shouldTellTheRangeOfTheLabelInsteadOfClasses() throws Exception {
    JsonNode fields = described("/api/fields", "/api/fields");

    assertThat(fields.get("classes")).isEmpty();
    assertThat(fields.get("amounts"))
        .hasToString("{\"count\":3,\"low\":12.0,\"high\":48.0,\"mean\":30.0}");
  }

  @Test
  void shouldTellAmountsAndIntervalsOfAPoint() throws Exception {
    String at = state.samples().all().get(0).at();
    JsonNode said = described("/api/points/" + at, "/api/points/{at}").at("/was/mix");

    assertThat(said)
        .hasToString(
            "{\"c\":null,\"q\":null,\"amount\":31.5,\"lower\":25.0,\"upper\":40.0,\"top\":[]}");
  }

  @Test
  void shouldKnowNoClassesAndKeepTheCurves() throws Exception {
    assertThat(described("/api/learners", "/api/learners").at("/0/classes")).isEmpty();
    assertThat(get("/api/confusion?learner=mix").get("classes")).isEmpty();
    assertThat(state.learner("mix", learner -> learner.history().since(-1).size())).contains(1);
    assertThat(state.learner("mix", FollowedLearner::classes)).contains(List.of());
  }

  @Test
  void shouldRefuseAPlaneWhichIsOfClasses() throws Exception {
    JsonNode refused = described("/api/field?learner=mix", "/api/field");

    assertThat(refused.get("reason").textValue()).contains("amounts");
  }

  /** Each amount would have a cell of its own. */
  @Test
  void shouldKeepNoCellsOfAmounts() {
    AnsweredPoint point =
        Fixture.sample(
            Fields.NONE,
            Label.of(30),
            Map.of("mix", Predictions.ofAmount("d-1", "mix", 31.5, 25, 40, Label.of(30))));

    state.outcomes().addAll(List.of(point), 0);

    assertThat(state.outcomes().wants(point.predictions(), 5_000)).isFalse();
    assertThat(state.outcomes().publishes("mix")).isTrue();
  }
}
