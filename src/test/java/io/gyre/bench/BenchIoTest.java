package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.StopSignal;
import io.gyre.cli.Terminated;
import io.gyre.cli.terminal.ExitCode;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchIoTest {

  private static CommandLine commandLine() {
    return BenchIo.commandLine(Map.of(), new StopSignal());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --rate 10,0                           | --rate: expected more than 0, or max
          --rate often                          | expected a number of points per second, or max
          --seconds 0                           | --seconds: expected 1 or more, found 0
          --points 0                            | --points: expected 1 or more, found 0
          pom.xml                               | --label is needed
          absent.csv --label class              | FILE: absent.csv cannot be read
          """)
  void shouldEndWrongUsageWithOneMessageAndCodeTwo(String arguments, String message) {
    Terminated wrong = Terminated.run(commandLine(), arguments.split(" +"));

    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).startsWith("scripts/bench-io: ").contains(message).hasLineCount(2);
    assertThat(wrong.out()).isEmpty();
  }
}
