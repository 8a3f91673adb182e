package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import io.gyre.Needed;
import io.gyre.app.LearnerProbes;
import io.gyre.app.ReplicaProbes;
import io.gyre.fold.LiveFolds;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.JsonBody;
import io.gyre.http.Meters;
import io.gyre.http.Probes;
import io.gyre.inference.InferenceRoutes;
import io.gyre.page.state.DashboardState;
import io.gyre.topic.Metrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The dashboard for Grafana, the alerts for Prometheus and the runbook. */
class MonitoringTest {

  private static final Path FILES = Path.of("deploy/gyre/files");
  private static final Path ALERTS = FILES.resolve("alerts.yaml");
  private static final Path RUNBOOK = Path.of("src/docs/runbook.md");

  private static final Pattern NAME = Pattern.compile("\\b(?:gyre|jvm|process)_[a-z_]+");

  @Test
  void shouldAskOnlyForFiguresThatThereAre() throws Exception {
    JsonNode dashboard = JsonBody.JSON.readTree(Files.readString(FILES.resolve("dashboard.json")));
    Set<String> asked = new TreeSet<>();
    dashboard.findValuesAsText("expr").forEach(expression -> asked.addAll(names(expression)));
    asked.addAll(names(dashboard.at("/templating/list/0/query/query").textValue()));
    assertThat(asked)
        .contains("gyre_cost", "gyre_accuracy", "gyre_last_label", "gyre_majority", "gyre_kappa")
        .contains("gyre_lag_points", "gyre_blend_weight", "gyre_questions_seconds_count");

    rules().values().forEach(rule -> asked.addAll(names(rule.get("expr").textValue())));
    asked.addAll(names(Files.readString(RUNBOOK)));

    String measured = measured();
    assertThat(asked)
        .contains("gyre_stalled_seconds", "gyre_replica_behind_seconds", "gyre_mae")
        .allSatisfy(name -> assertThat(measured).contains("\n" + name + "{"));
  }

  @Test
  void shouldSayOfEachAlertWhatToDo() throws Exception {
    Map<String, JsonNode> rules = rules();
    Set<String> sections =
        Files.readAllLines(RUNBOOK).stream()
            .filter(line -> line.startsWith("## Gyre"))
            .map(line -> line.substring(3))
            .collect(Collectors.toSet());

    assertThat(rules)
        .containsOnlyKeys(
            "GyreNoPointsLearned",
            "GyreStalled",
            "GyreTimeStands",
            "GyreDeadLetters",
            "GyreDrift",
            "GyreLag",
            "GyreReplicaBehind");
    assertThat(sections).isEqualTo(rules.keySet());
    rules.forEach(
        (name, rule) ->
            assertThat(rule.at("/annotations/runbook").textValue())
                .isEqualTo(RUNBOOK + "#" + name.toLowerCase()));
  }

  /** {@code alerts-test.yaml} has figures of each trouble, and of none. */
  @Test
  void shouldWarnOfTroubleAlone() throws Exception {
    boolean there = Files.isExecutable(Path.of("/usr/bin/promtool"));
    Needed.assume(there, "promtool, which Debian's package prometheus has, is not installed");

    Process promtool =
        new ProcessBuilder("promtool", "test", "rules", "src/test/resources/chart/alerts-test.yaml")
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes());

    assertThat(promtool.waitFor()).as(said).isZero();
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static Map<String, JsonNode> rules() throws Exception {
    Object file = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(ALERTS));
    return JsonBody.JSON
        .<JsonNode>valueToTree(file)
        .at("/groups/0/rules")
        .valueStream()
        .collect(Collectors.toMap(rule -> rule.get("alert").textValue(), rule -> rule));
  }

  /** Returns what a learner, a replica and who was asked a question say between them. */
  private static String measured() throws Exception {
    Metrics blend = Fixture.with("weights", Map.of("network", 0.7));
    Metrics ofAmounts = Fixture.metrics("mae", new DoubleNode(2));
    LiveFolds model = Fixture.model().with(0, Fixture.fold(blend)).with(1, Fixture.fold(ofAmounts));
    InferenceRoutes questions = new InferenceRoutes(Map::of, Probes.onlooker());
    // There is no replica: its figure is NaN.
    ReplicaProbes replica = new ReplicaProbes(null, Duration.ofMinutes(1));
    try (Meters meters = new Meters("gyre", List.of(new LearnerProbes(), replica, questions));
        HttpServer server =
            HttpServer.start(
                new HttpAddress("127.0.0.1", 0, Set.of(), HttpSecurity.NONE),
                HttpLimits.BODY_TIME,
                questions::isFree,
                questions::register)) {
      meters.add(new PrometheusMetrics(new DashboardState("gyre"), () -> model, () -> 0));
      URI unknown = URI.create(server.url() + "/v2/models/none/infer");
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(unknown).POST(BodyPublishers.ofString("{}")).build(),
              BodyHandlers.discarding());
      return meters.scrape();
    }
  }
}
