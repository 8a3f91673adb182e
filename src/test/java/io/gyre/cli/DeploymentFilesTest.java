package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
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
import picocli.CommandLine.Model.OptionSpec;

/**
 * docker-compose.yml, .env.example and the options in the chart for Kubernetes, as far as they can
 * be read. {@code ChartTest} has what Helm makes of the chart.
 */
class DeploymentFilesTest {

  private static final Path COMPOSE = Path.of("docker-compose.yml");
  private static final Path CHART = Path.of("deploy/gyre");

  /** Variables that are no option: the image's launcher and the log read them. */
  private static final Set<String> OTHERS =
      Set.of("GYRE_JAVA_OPTS", "GYRE_LOG_FILE", "GYRE_SECURE_PORT");

  /** Options that the chart sets itself, or that would take its probes away. */
  private static final Set<String> SET_BY_THE_CHART =
      Set.of(
          "bootstrap-server",
          "command-config",
          "application-id",
          "prefix",
          "state-dir",
          "http-host",
          "http-port",
          "no-http",
          "tls-cert",
          "tls-key",
          "token-file",
          "help");

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
    Matcher chart =
        Pattern.compile("(?m)^GYRE_[A-Z_]+(?=: )")
            .matcher(Files.readString(CHART.resolve("templates/_helpers.tpl")));
    assertThat(chart.results().map(MatchResult::group))
        .allMatch(known::contains)
        .contains("GYRE_APPLICATION_ID", "GYRE_TOKEN_FILE");
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

  @Test
  void shouldHaveTheVersionOfGyreInTheChart() throws Exception {
    Matcher version =
        Pattern.compile("(?m)^  <version>(.*?)(?:-SNAPSHOT)?</version>$")
            .matcher(Files.readString(Path.of("pom.xml")));
    Map<String, Object> chart = yaml().load(Files.readString(CHART.resolve("Chart.yaml")));

    assertThat(version.find()).isTrue();
    assertThat(chart)
        .containsEntry("version", version.group(1))
        .containsEntry("appVersion", version.group(1));
  }

  /** So that a misspelt one fails before anything is installed. */
  @ParameterizedTest
  @CsvSource({"learn, learner", "serve, serve"})
  void shouldKnowEveryOptionInTheChart(String command, String values) throws Exception {
    JsonNode schema =
        new ObjectMapper()
            .readTree(CHART.resolve("values.schema.json").toFile())
            .at("/properties/%s/properties/options".formatted(values));
    Map<String, String> known = new TreeMap<>();
    schema
        .get("properties")
        .properties()
        .forEach(
            option ->
                known.put(
                    option.getKey(),
                    option
                        .getValue()
                        .path("type")
                        .asText(option.getValue().path("$ref").asText())));
    Map<String, String> options = new TreeMap<>();
    for (OptionSpec option :
        Gyre.commandLine(Map.of(), new StopSignal())
            .getSubcommands()
            .get(command)
            .getCommandSpec()
            .options()) {
      boolean flag = option.typeInfo().isBoolean();
      String type = option.isMultiValue() ? "#/$defs/list" : "#/$defs/text";
      options.put(option.longestName().substring(2), flag ? "boolean" : type);
    }
    options.keySet().removeAll(SET_BY_THE_CHART);

    assertThat(known).isEqualTo(options);
    assertThat(schema.get("additionalProperties").booleanValue()).isFalse();
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
