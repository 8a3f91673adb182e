package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.StopSignal;
import io.gyre.cli.Terminated;
import io.gyre.cli.terminal.ExitCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

  private static CommandLine commandLine() {
    return BenchCommand.commandLine(Map.of(), new StopSignal());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --learners absent.json                | learners file absent.json: there is no such file
          --features 60000                      | --features: expected 1 to 10,000, found 60000
          --connect-timeout 0                   | --connect-timeout: expected 1 to 86,400, found 0
          --scenario nothing                    | expected one of pass-through, json-1, network
          --partitions 1,4                      | --partitions: expected one number without --journal, found [1, 4]
          --threads 0                           | --threads: expected 1 or more, found 0
          --instances 2                         | --instances goes with --journal
          --journal --guarantee at-least-once   | --guarantee: the journal is read exactly once
          --journal --scenario json-1           | --scenario: expected one that learns with --journal, found [json-1]
          """)
  void shouldEndWrongUsageWithOneMessageAndCodeTwo(String arguments, String message) {
    Terminated wrong = Terminated.run(commandLine(), arguments.split(" +"));

    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).startsWith("scripts/bench: ").contains(message).hasLineCount(2);
    assertThat(wrong.out()).isEmpty();
  }

  @Test
  void shouldFailWhenTheClusterThatAVariableNamesDoesNotAnswer() {
    Map<String, String> nobody = Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    Terminated absent =
        Terminated.run(
            BenchCommand.commandLine(nobody, new StopSignal()), "--connect-timeout", "1");

    assertThat(absent.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(absent.err())
        .startsWith("scripts/bench: No Kafka broker answers at 127.0.0.1:1 (waited 1 s).")
        .hasLineCount(1);
  }
}
