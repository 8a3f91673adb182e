package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.StopSignal;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.kafka.ClusterAccess;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EnvironmentDefaultsTest {

  /** What the option, GYRE_… and KAFKA_… say (none: -), and which counts. */
  @ParameterizedTest
  @CsvSource({
    "option:1, gyre:1, kafka:1, option:1",
    "-,        gyre:1, kafka:1, gyre:1",
    "-,        -,      kafka:1, kafka:1",
    "-,        ' ',    kafka:1, kafka:1",
    "-,        -,      -,       localhost:9092"
  })
  void shouldPreferTheOptionToGyresVariableToKafkas(
      String option, String gyre, String kafka, String expected) {
    Map<String, String> environment =
        Map.of(
            "GYRE_BOOTSTRAP_SERVER", gyre.replace("-", ""),
            "KAFKA_BOOTSTRAP_SERVERS", kafka.replace("-", ""));
    String[] args =
        option.equals("-") ? new String[0] : new String[] {"--bootstrap-server", option};

    assertThat(cluster(environment, args).bootstrapServers()).isEqualTo(expected);
  }

  private static ClusterAccess cluster(Map<String, String> environment, String... args) {
    CommandLine gyre = Gyre.commandLine(environment, new StopSignal());
    gyre.parseArgs(Stream.concat(Stream.of("topics"), Stream.of(args)).toArray(String[]::new));
    CommandLine topics = gyre.getSubcommands().get("topics");
    return ((KafkaOptions) topics.getMixins().get("kafka")).cluster();
  }
}
