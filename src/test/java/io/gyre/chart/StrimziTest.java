package io.gyre.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.cli.DocumentedRights;
import io.gyre.topic.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart makes for Strimzi's operators: topics, users and their rights. */
class StrimziTest {

  private static Chart chart;

  @BeforeAll
  static void render(@TempDir Path folder) throws Exception {
    chart =
        Chart.render(
            folder, Map.of("strimzi", ChartTest.STRIMZI, "others-points", ChartTest.OTHERS_POINTS));
  }

  @Test
  void shouldMakeTheTopicsAsTheyAreDefined() throws Exception {
    for (Topic<?> topic : Topic.all()) {
      JsonNode spec = chart.resource("strimzi", "KafkaTopic", "gyre-" + topic.name()).get("spec");
      Map<String, String> configs = new TreeMap<>();
      spec.get("config").properties().forEach(e -> configs.put(e.getKey(), e.getValue().asText()));
      boolean ofPoints = topic == Topic.POINTS || topic == Topic.PREDICTIONS;

      assertThat(spec.get("topicName").textValue()).isEqualTo("shop." + topic.name());
      assertThat(spec.get("partitions").intValue()).isEqualTo(ofPoints ? 4 : 1);
      assertThat(configs.remove("min.insync.replicas")).isEqualTo("2");
      assertThat(configs).isEqualTo(topic.definition().configs());
    }
    assertThat(named("strimzi", "KafkaTopic")).hasSize(Topic.all().size());
    assertThat(named("others-points", "KafkaTopic")).doesNotContain("gyre-points");
  }

  private static List<String> named(String values, String kind) throws Exception {
    return chart.resources(values).stream()
        .filter(resource -> resource.get("kind").textValue().equals(kind))
        .map(resource -> resource.at("/metadata/name").textValue())
        .toList();
  }

  /** Which {@code RightsIT} tries on a broker. */
  @ParameterizedTest
  @CsvSource({"learn, gyre-learner", "serve, gyre-serve"})
  void shouldGiveUsersTheRightsThatTheirCommandNeeds(String command, String user) throws Exception {
    Set<String> documented =
        DocumentedRights.all().stream()
            .filter(right -> right.entry().principal().equals("User:" + command))
            .map(
                right ->
                    "%s %s %s %s"
                        .formatted(
                            right.pattern().resourceType(),
                            right.pattern().name(),
                            right.pattern().patternType(),
                            right.entry().operation()))
            .collect(Collectors.toSet());

    assertThat(rights("strimzi", user)).isNotEmpty().isEqualTo(documented);
  }

  @Test
  void shouldOnlyLetTheLearnerReadPointsOfOthers() throws Exception {
    Set<String> rights = rights("others-points", "gyre-learner");
    rights.removeAll(rights("strimzi", "gyre-learner"));

    assertThat(rights)
        .containsExactlyInAnyOrder(
            "TOPIC orders LITERAL READ", "TOPIC orders LITERAL DESCRIBE_CONFIGS");
  }

  private static Set<String> rights(String values, String user) throws Exception {
    JsonNode acls = chart.resource(values, "KafkaUser", user).at("/spec/authorization/acls");
    return acls.valueStream().flatMap(StrimziTest::rights).collect(Collectors.toSet());
  }

  private static Stream<String> rights(JsonNode acl) {
    JsonNode resource = acl.get("resource");
    String type = constant(resource.get("type").textValue());
    String name = resource.path("name").asText("kafka-cluster");
    String pattern = resource.path("patternType").asText("literal").replace("prefix", "prefixed");
    return acl.get("operations")
        .valueStream()
        .map(
            operation ->
                "%s %s %s %s"
                    .formatted(type, name, constant(pattern), constant(operation.textValue())));
  }

  /** Returns transactionalId as TRANSACTIONAL_ID. */
  private static String constant(String name) {
    return name.replaceAll("(?<=[a-z])([A-Z])", "_$1").toUpperCase();
  }

  @Test
  void shouldLogInAsTheUserOfStrimzi() throws Exception {
    for (String name : List.of("gyre-learner", "gyre-serve")) {
      String kind = name.equals("gyre-serve") ? "Deployment" : "StatefulSet";
      JsonNode pod = chart.resource("strimzi", kind, name).at("/spec/template/spec");
      JsonNode login = pod.at("/containers/0/env/0");

      assertThat(login.get("name").textValue()).isEqualTo("KAFKA_SASL_JAAS_CONFIG");
      assertThat(login.at("/valueFrom/secretKeyRef/name").textValue()).isEqualTo(name);
      assertThat(pod.findValuesAsText("secretName")).containsExactly("prod-cluster-ca-cert");
      assertThat(
              chart
                  .resource("strimzi", "ConfigMap", name + "-files")
                  .at("/data/client.properties")
                  .textValue())
          .contains("security.protocol=SASL_SSL", "ssl.truststore.location=/etc/gyre/kafka-ca/");
    }
  }
}
