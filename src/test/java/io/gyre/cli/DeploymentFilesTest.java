package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
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
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/**
 * docker-compose.yml, .env.example and the manifests for Kubernetes, as far as they can be read.
 */
class DeploymentFilesTest {

  private static final Path COMPOSE = Path.of("docker-compose.yml");
  private static final Path MANIFESTS = Path.of("src/main/kubernetes/learner.yaml");

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
    assertThat(manifest(V1ConfigMap.class).getData().keySet())
        .allMatch(known::contains)
        .contains("KAFKA_BOOTSTRAP_SERVERS");
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
                  .containsEntry("cap_drop", List.of("ALL"))
                  .containsEntry("security_opt", List.of("no-new-privileges:true"));
            });
  }

  @Test
  void shouldRunTheBrokerThatTheClientsAreMadeFor() throws Exception {
    assertThat(Files.readString(COMPOSE))
        .contains("${KAFKA_IMAGE:-apache/kafka:%s}".formatted(AppInfoParser.getVersion()));
  }

  @Test
  void shouldBeManifestsThatKubernetesDefines() throws Exception {
    V1StatefulSet learner = manifest(V1StatefulSet.class);
    V1Service service = manifest(V1Service.class);
    V1PodSpec pod = learner.getSpec().getTemplate().getSpec();
    V1Container container = pod.getContainers().get(0);

    assertThat(documents()).hasSize(3);
    assertThat(learner.getSpec().getServiceName()).isEqualTo(service.getMetadata().getName());
    assertThat(learner.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(learner.getSpec().getSelector().getMatchLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(pod.getEnableServiceLinks()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getVolumeMounts())
        .anyMatch(mount -> mount.getMountPath().equals("/var/lib/gyre"));
    for (var probe :
        List.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())) {
      assertThat(probe.getHttpGet().getPort().getStrValue())
          .isEqualTo(container.getPorts().get(0).getName());
    }
  }

  @Test
  void shouldNoticeAMisspeltField() throws Exception {
    JsonElement document = documents().get(2);
    document.getAsJsonObject().getAsJsonObject("spec").addProperty("replica", 2);

    assertThatThrownBy(() -> V1StatefulSet.validateJsonElement(document))
        .hasMessageContaining("`replica`");
  }

  /** Reads the one manifest of a kind, and refuses unknown fields and absent ones. */
  private static <T> T manifest(Class<T> type) throws Exception {
    for (JsonElement document : documents()) {
      String kind = document.getAsJsonObject().get("kind").getAsString();
      if (type.getSimpleName().equals("V1" + kind)) {
        type.getMethod("validateJsonElement", JsonElement.class).invoke(null, document);
        Object read = type.getMethod("fromJson", String.class).invoke(null, document.toString());
        return type.cast(read);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + MANIFESTS);
  }

  private static List<JsonElement> documents() throws IOException {
    List<JsonElement> documents = new ArrayList<>();
    yaml()
        .loadAll(Files.readString(MANIFESTS))
        .forEach(d -> documents.add(new Gson().toJsonTree(d)));
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
