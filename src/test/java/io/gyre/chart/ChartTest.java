package io.gyre.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Helm makes of the chart with several sets of values. No cluster takes it. */
class ChartTest {

  static final String STRIMZI =
      """
      applicationId: shop
      prefix: shop.
      kafka: {bootstrapServers: "prod-kafka-bootstrap:9093"}
      strimzi: {enabled: true, cluster: prod, topics: {partitions: 4}}
      """;

  static final String OTHERS_POINTS = STRIMZI + "learner: {options: {points: orders}}\n";

  private static Chart chart;

  @BeforeAll
  static void render(@TempDir Path folder) throws Exception {
    Map<String, String> values = new TreeMap<>();
    values.put("plain", "{}");
    values.put("full", Files.readString(Path.of("src/test/resources/chart/full.yaml")));
    values.put("strimzi", STRIMZI);
    values.put("others-points", OTHERS_POINTS);
    values.put("replicas-only", "learner: {enabled: false}");
    values.put("learners-only", "serve: {enabled: false}\nnetworkPolicy: {enabled: false}");
    values.put("misspelt-option", "learner: {options: {windw: 2s}}");
    values.put("misspelt-value", "serve: {replica: 3}");
    values.put("no-port", "kafka: {bootstrapServers: kafka}");
    values.put("no-prefix", "strimzi: {enabled: true}");
    values.put(
        "learners-twice",
        "learner: {learners: [{name: a, kind: prior}], options: {learners: fast}}");
    values.put("no-metric", "serve: {autoscaling: {enabled: true, cpuPercent: 0}}");
    chart = Chart.render(folder, values);
  }

  @Test
  void shouldPassLint() throws Exception {
    assertThat(chart.lint()).startsWith("false\n").doesNotContain("[WARNING]", "[ERROR]");
  }

  @ParameterizedTest
  @CsvSource({
    "misspelt-option, 'additional properties ''windw'' not allowed'",
    "misspelt-value, 'additional properties ''replica'' not allowed'",
    "no-port, '/kafka/bootstrapServers'",
    "no-prefix, 'needs a prefix'",
    "learners-twice, 'give one of them'",
    "no-metric, 'expected cpuPercent, questionsPerSecond or metrics'"
  })
  void shouldRefuse(String values, String why) throws Exception {
    assertThat(chart.refusal(values)).contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "full", "strimzi", "others-points", "replicas-only", "learners-only"})
  void shouldFitTheSchemasOfKubernetes(String values) throws Exception {
    Set<String> names = new HashSet<>();
    for (JsonNode resource : chart.resources(values)) {
      String name = resource.get("kind").textValue() + " " + resource.at("/metadata/name");
      assertThat(KubernetesClasses.read(resource)).as(name).isNotNull();
      assertThat(names.add(name)).as("%s is there once", name).isTrue();
    }
  }

  @Test
  void shouldNoticeWhatDoesNotFit() throws Exception {
    ObjectNode service = chart.resource("plain", "Service", "gyre-serve").deepCopy();
    ((ObjectNode) service.at("/spec/ports/0")).put("prot", 1);
    ObjectNode config = chart.resource("plain", "ConfigMap", "gyre-serve").deepCopy();
    ((ObjectNode) config.get("data")).put("GYRE_READY_WITHIN", 60);

    assertThatThrownBy(() -> KubernetesClasses.read(service)).hasMessageContaining("prot");
    assertThatThrownBy(() -> KubernetesClasses.read(config)).hasMessageContaining("Integer");
  }

  @Test
  void shouldMakeOnlyWhatIsAskedFor() throws Exception {
    assertThat(kinds("replicas-only"))
        .containsExactlyInAnyOrder(
            "ConfigMap", "Service", "Deployment", "PodDisruptionBudget", "NetworkPolicy");
    assertThat(kinds("learners-only"))
        .containsExactlyInAnyOrder("ConfigMap", "Service", "StatefulSet");
    assertThat(kinds("full"))
        .contains("HorizontalPodAutoscaler", "PodMonitor", "PrometheusRule")
        .doesNotContain("KafkaTopic", "KafkaUser");
  }

  private static Set<String> kinds(String values) throws Exception {
    return chart.resources(values).stream()
        .map(resource -> resource.get("kind").textValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What one resource calls another or itself by, for Kubernetes finds that out too late. */
  @ParameterizedTest
  @CsvSource({
    "plain, StatefulSet, gyre-learner", "plain, Deployment, gyre-serve",
    "full, StatefulSet, gyre-learner", "full, Deployment, gyre-serve",
    "strimzi, StatefulSet, gyre-learner", "strimzi, Deployment, gyre-serve"
  })
  void shouldReferOnlyToWhatThereIs(String values, String kind, String name) throws Exception {
    JsonNode workload = chart.resource(values, kind, name).get("spec");
    JsonNode service = chart.resource(values, "Service", name).get("spec");
    JsonNode pod = workload.at("/template/spec");
    JsonNode container = pod.at("/containers/0");
    JsonNode labels = workload.at("/selector/matchLabels");

    assertThat(fields(workload.at("/template/metadata/labels"))).containsAll(fields(labels));
    assertThat(service.get("selector")).isEqualTo(labels);
    assertThat(workload.path("serviceName").asText(name)).isEqualTo(name);
    assertThat(chart.resource(values, "NetworkPolicy", name).at("/spec/podSelector/matchLabels"))
        .isEqualTo(labels);
    assertThat(container.at("/envFrom/0/configMapRef/name").textValue()).isEqualTo(name);
    assertThat(chart.resource(values, "ConfigMap", name).get("data")).isNotEmpty();
    assertThat(service.at("/ports/0/port")).isEqualTo(container.at("/ports/0/containerPort"));
    List<String> volumes =
        new ArrayList<>(workload.at("/volumeClaimTemplates").findValuesAsText("name"));
    pod.get("volumes").forEach(volume -> volumes.add(volume.get("name").textValue()));
    assertThat(container.get("volumeMounts").findValuesAsText("name"))
        .containsExactlyInAnyOrderElementsOf(volumes);
    if (volumes.contains("files")) {
      assertThat(chart.resource(values, "ConfigMap", name + "-files").get("data")).isNotEmpty();
    }
  }

  private static Set<Map.Entry<String, JsonNode>> fields(JsonNode object) {
    return object.properties();
  }

  @ParameterizedTest
  @CsvSource({"StatefulSet, gyre-learner, ''", "Deployment, gyre-serve, /v2"})
  void shouldRunWhatMayDoLittleElse(String kind, String name, String prefix) throws Exception {
    JsonNode pod = chart.resource("plain", kind, name).at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");

    assertThat(pod.get("enableServiceLinks").booleanValue()).isFalse();
    assertThat(pod.get("automountServiceAccountToken").booleanValue()).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").booleanValue()).isTrue();
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").booleanValue()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").booleanValue()).isFalse();
    assertThat(container.at("/securityContext/capabilities/drop/0").textValue()).isEqualTo("ALL");
    assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
    for (String probe : List.of("startupProbe", "livenessProbe")) {
      assertThat(container.at("/" + probe + "/httpGet/path").textValue())
          .as(probe)
          .isEqualTo(prefix + "/health/live");
    }
    assertThat(container.at("/readinessProbe/httpGet/path").textValue())
        .isEqualTo(prefix + "/health/ready");
  }

  @Test
  void shouldKeepTheStateOfALearner() throws Exception {
    JsonNode learner = chart.resource("plain", "StatefulSet", "gyre-learner").get("spec");
    JsonNode pod = learner.at("/template/spec");

    assertThat(mounts(pod)).containsEntry("state", "/var/lib/gyre").containsEntry("tmp", "/tmp");
    assertThat(learner.at("/volumeClaimTemplates/0/metadata/name").textValue()).isEqualTo("state");
    assertThat(learner.get("persistentVolumeClaimRetentionPolicy"))
        .hasSize(2)
        .allMatch(policy -> policy.textValue().equals("Retain"));
    assertThat(pod.get("terminationGracePeriodSeconds").intValue()).isGreaterThan(45);
  }

  private static Map<String, String> mounts(JsonNode pod) {
    Map<String, String> mounts = new TreeMap<>();
    pod.at("/containers/0/volumeMounts")
        .forEach(m -> mounts.put(m.get("name").textValue(), m.get("mountPath").textValue()));
    return mounts;
  }

  @Test
  void shouldScaleTheReplicasAndLetFewStopAtOnce() throws Exception {
    JsonNode scaled = chart.resource("full", "Deployment", "gyre-serve").get("spec");
    JsonNode scaler = chart.resource("full", "HorizontalPodAutoscaler", "gyre-serve").get("spec");
    JsonNode budget = chart.resource("plain", "PodDisruptionBudget", "gyre-serve").get("spec");

    assertThat(scaled.has("replicas")).isFalse();
    assertThat(scaler.at("/scaleTargetRef/name").textValue()).isEqualTo("gyre-serve");
    assertThat(scaler.get("metrics").findValuesAsText("averageValue")).containsExactly("50");
    assertThat(scaler.get("metrics")).hasSize(3);
    assertThat(chart.resource("plain", "Deployment", "gyre-serve").at("/spec/replicas").intValue())
        .isEqualTo(2);
    assertThat(budget.get("maxUnavailable").intValue()).isEqualTo(1);
    assertThat(budget.at("/selector")).isEqualTo(scaled.get("selector"));
  }

  @Test
  void shouldGiveOptionsAsTheirVariables() throws Exception {
    JsonNode learner = chart.resource("full", "ConfigMap", "gyre-learner").get("data");

    assertThat(learner.get("GYRE_KEY").textValue()).isEqualTo("customer,customer+merchant");
    assertThat(learner.get("GYRE_WAITING").textValue()).isEqualTo("2000000");
    assertThat(learner.get("GYRE_INTERVAL").textValue()).isEqualTo("99.9");
    assertThat(learner.get("GYRE_LATE_LABELS").textValue()).isEqualTo("true");
    assertThat(learner.get("GYRE_WINDOW").textValue()).isEqualTo("1s");
    JsonNode files = chart.resource("full", "ConfigMap", "gyre-learner-files").get("data");
    assertThat(files.get("client.properties").textValue()).contains("num.stream.threads=2\n");
    assertThat(new ObjectMapper().readTree(files.get("learners.json").textValue())).hasSize(2);
  }

  @Test
  void shouldServeByTlsWithATokenFromSecrets() throws Exception {
    JsonNode pod = chart.resource("full", "Deployment", "gyre-serve").at("/spec/template/spec");
    JsonNode variables = chart.resource("full", "ConfigMap", "gyre-serve").get("data");
    Map<String, String> mounts = mounts(pod);

    for (String variable : List.of("GYRE_TLS_CERT", "GYRE_TLS_KEY")) {
      assertThat(variables.get(variable).textValue()).startsWith(mounts.get("tls") + "/tls.");
    }
    assertThat(variables.get("GYRE_TOKEN_FILE").textValue()).isEqualTo(mounts.get("token") + "/t");
    assertThat(pod.findValuesAsText("secretName"))
        .containsExactly("kafka-ca", "serve-tls", "serve-token");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(pod.at("/containers/0/" + probe + "/httpGet/scheme").textValue())
          .isEqualTo("HTTPS");
    }
  }

  @Test
  void shouldLetThePodsReachKafkaAlone() throws Exception {
    JsonNode policy = chart.resource("full", "NetworkPolicy", "gyre-serve").get("spec");

    assertThat(policy.at("/egress/0/ports").findValuesAsText("port"))
        .containsExactly("53", "53", "9093", "9094");
    assertThat(policy.at("/ingress/0/ports/0/port").textValue()).isEqualTo("http");
    assertThat(policy.at("/ingress/0/from")).hasSize(1);
  }

  @Test
  void shouldShipTheAlertsAndTheDashboardAsTheyAre() throws Exception {
    Path files = Chart.FOLDER.resolve("files");
    Object alerts = Chart.yaml(Files.readString(files.resolve("alerts.yaml"))).iterator().next();
    ObjectMapper json = new ObjectMapper();

    assertThat(chart.resource("full", "PrometheusRule", "gyre").get("spec"))
        .isEqualTo(json.valueToTree(alerts));
    assertThat(
            json.readTree(
                chart
                    .resource("full", "ConfigMap", "gyre-dashboard")
                    .at("/data/gyre.json")
                    .textValue()))
        .isEqualTo(json.readTree(files.resolve("dashboard.json").toFile()));
  }
}
