package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gyre.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/**
 * docker-compose.yml, .env.example and the manifests for Kubernetes, as far as they can be read.
 */
class DeploymentFilesTest {

  private static final Path COMPOSE = Path.of("docker-compose.yml");
  private static final Path LEARNER = Path.of("src/main/kubernetes/learner.yaml");
  private static final Path SERVE = Path.of("src/main/kubernetes/serve.yaml");

  private static final JsonNode MISSING = MissingNode.getInstance();

  /** Variables that are no option: the image's launcher and the log read them. */
  private static final Set<String> OTHERS =
      Set.of("GYRE_JAVA_OPTS", "GYRE_LOG_FILE", "GYRE_SECURE_PORT");

  @Test
  void shouldListEverySettingOfComposeWithItsDefault() throws Exception {
    Map<String, String> read = new TreeMap<>();
    Matcher uses =
        Pattern.compile("\\$\\{([A-Z0-9_]+):-([^}]*)}").matcher(Files.readString(COMPOSE));
    while (uses.find()) {
      String before = read.put(uses.group(1), uses.group(2));
      assertThat(before).as("default of %s", uses.group(1)).isIn(null, uses.group(2));
    }
    Map<String, String> listed = new TreeMap<>();
    Matcher lines =
        Pattern.compile("(?m)^#([A-Z0-9_]+)=(.*)$")
            .matcher(Files.readString(Path.of(".env.example")));
    while (lines.find()) {
      listed.put(lines.group(1), lines.group(2));
    }

    assertThat(listed).isEqualTo(read);
  }

  @Test
  void shouldSetOnlyVariablesThatGyreReads() throws Exception {
    Set<String> known = variables();
    services()
        .forEach(
            (name, service) ->
                assertThat(environment(service))
                    .as("environment of the service %s", name)
                    .allMatch(
                        variable -> !variable.startsWith("GYRE_") || known.contains(variable)));
    for (Path file : List.of(LEARNER, SERVE)) {
      assertThat(manifest(file, "v1", "ConfigMap").get("data").fieldNames())
          .toIterable()
          .allMatch(known::contains)
          .contains("KAFKA_BOOTSTRAP_SERVERS");
    }
  }

  @Test
  void shouldPublishOnLoopbackAndLimitMemoryEverywhere() throws Exception {
    services()
        .forEach(
            (name, service) -> {
              assertThat((List<?>) service.getOrDefault("ports", List.of()))
                  .as("ports of %s", name)
                  .allMatch(port -> port.toString().startsWith("127.0.0.1:"));
              assertThat(service)
                  .as(name)
                  .containsKey("mem_limit")
                  .containsEntry("init", true)
                  .containsEntry("cap_drop", List.of("ALL"))
                  .containsEntry("security_opt", List.of("no-new-privileges:true"));
            });
  }

  /** Slow machines start one for longer than a check may take. */
  @Test
  void shouldStartNoJvmToLookAtABroker() throws Exception {
    services()
        .forEach(
            (name, service) ->
                assertThat(String.valueOf(service.get("healthcheck")))
                    .as("health of %s", name)
                    .doesNotContain("/opt/kafka", ".sh", "java"));
  }

  @Test
  void shouldRunTheBrokerThatTheClientsAreMadeFor() throws Exception {
    assertThat(Files.readString(COMPOSE))
        .contains("${KAFKA_IMAGE:-apache/kafka:%s}".formatted(AppInfoParser.getVersion()));
  }

  /** What one manifest calls another or itself by, for Kubernetes finds that out too late. */
  @ParameterizedTest
  @CsvSource({"learner.yaml, StatefulSet", "serve.yaml, Deployment"})
  void shouldReferOnlyToWhatTheManifestsDefine(String name, String kind) throws Exception {
    Path file = LEARNER.resolveSibling(name);
    JsonNode service = manifest(file, "v1", "Service");
    JsonNode workload = manifest(file, "apps/v1", kind).get("spec");
    JsonNode labels = workload.at("/template/metadata/labels");
    JsonNode pod = workload.at("/template/spec");
    JsonNode container = pod.at("/containers/0");

    assertThat(documents(file)).hasSize(3);
    assertThat(workload.path("serviceName")).isIn(service.at("/metadata/name"), MISSING);
    assertThat(workload.at("/selector/matchLabels")).isEqualTo(labels);
    assertThat(service.at("/spec/selector")).isEqualTo(labels);
    assertThat(container.at("/envFrom/0/configMapRef/name"))
        .isEqualTo(manifest(file, "v1", "ConfigMap").at("/metadata/name"));
    assertThat(container.get("args").get(0).textValue())
        .isIn(Gyre.commandLine(Map.of(), new StopSignal()).getSubcommands().keySet());
    String port = container.at("/ports/0/name").textValue();
    assertThat(service.at("/spec/ports/0/targetPort").textValue()).isEqualTo(port);
    assertThat(service.at("/spec/ports/0/port")).isEqualTo(container.at("/ports/0/containerPort"));
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.at("/" + probe + "/httpGet/port").asText(port))
          .as(probe)
          .isEqualTo(port);
    }
    List<String> volumes =
        new ArrayList<>(workload.at("/volumeClaimTemplates").findValuesAsText("name"));
    volumes.addAll(pod.get("volumes").findValuesAsText("name"));
    assertThat(container.get("volumeMounts").findValuesAsText("name"))
        .containsExactlyInAnyOrderElementsOf(volumes);
  }

  @ParameterizedTest
  @CsvSource({"learner.yaml, StatefulSet, ''", "serve.yaml, Deployment, /v2"})
  void shouldRunWhatMayDoLittleElse(String name, String kind, String prefix) throws Exception {
    JsonNode pod =
        manifest(LEARNER.resolveSibling(name), "apps/v1", kind).at("/spec/template/spec");
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
  void shouldServeWithTwoReplicasAndAToken() throws Exception {
    JsonNode serve = manifest(SERVE, "apps/v1", "Deployment").get("spec");
    String token = manifest(SERVE, "v1", "ConfigMap").at("/data/GYRE_TOKEN_FILE").textValue();

    assertThat(serve.get("replicas").intValue()).isEqualTo(2);
    assertThat(token)
        .startsWith(
            serve.at("/template/spec/containers/0/volumeMounts/0/mountPath").textValue() + "/");
  }

  @Test
  void shouldKeepTheStateOfALearner() throws Exception {
    JsonNode learner = manifest(LEARNER, "apps/v1", "StatefulSet").get("spec");
    JsonNode pod = learner.at("/template/spec");
    JsonNode container = pod.at("/containers/0");
    Map<String, String> mounts = new TreeMap<>();
    container
        .get("volumeMounts")
        .forEach(m -> mounts.put(m.get("name").textValue(), m.get("mountPath").textValue()));

    assertThat(mounts).containsEntry("state", "/var/lib/gyre").containsEntry("tmp", "/tmp");
    assertThat(learner.at("/volumeClaimTemplates/0/metadata/name").textValue()).isEqualTo("state");
    assertThat(learner.get("persistentVolumeClaimRetentionPolicy"))
        .hasSize(2)
        .allMatch(policy -> policy.textValue().equals("Retain"));
    assertThat(pod.get("terminationGracePeriodSeconds").intValue()).isGreaterThan(45);
  }

  private static JsonNode manifest(Path file, String apiVersion, String kind) throws IOException {
    return documents(file).stream()
        .filter(document -> document.get("kind").textValue().equals(kind))
        .filter(document -> document.get("apiVersion").textValue().equals(apiVersion))
        .findAny()
        .orElseThrow(() -> new AssertionError("no " + kind + " of " + apiVersion));
  }

  private static List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : yaml().loadAll(Files.readString(file))) {
      documents.add(new ObjectMapper().valueToTree(document));
    }
    return documents;
  }

  private static Map<String, Map<String, Object>> services() throws IOException {
    Map<String, Map<String, Map<String, Object>>> compose = yaml().load(Files.readString(COMPOSE));
    return compose.get("services");
  }

  private static Set<String> environment(Map<String, Object> service) {
    Set<String> names = new HashSet<>();
    if (service.get("environment") instanceof Map<?, ?> given) {
      given.keySet().forEach(name -> names.add(name.toString()));
    }
    return names;
  }

  private static Yaml yaml() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }

  /** Returns every variable that some command listens to, or the image. */
  private static Set<String> variables() {
    Set<String> known = new HashSet<>(OTHERS);
    for (CommandLine command :
        Gyre.commandLine(Map.of(), new StopSignal()).getSubcommands().values()) {
      command
          .getCommandSpec()
          .options()
          .forEach(option -> known.addAll(EnvironmentDefaults.variables(option)));
    }
    return known;
  }
}
