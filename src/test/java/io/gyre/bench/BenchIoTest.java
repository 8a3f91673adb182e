package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gyre.cli.ExitCode;
import io.gyre.cli.StopSignal;
import io.gyre.cli.Terminated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchIoTest {

  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^#? *|`)scripts/bench-io((?: (?!--help)[^\\s`]+)+)");

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

  /** The script's first lines are the help. */
  @Test
  void shouldExplainEachOption() throws IOException {
    String help = Files.readString(Path.of("scripts/bench-io"));
    commandLine()
        .getCommandSpec()
        .optionsMap()
        .keySet()
        .forEach(option -> assertThat(help).containsPattern("(?m)^#   " + option + "\\b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scripts/bench-io", "src/docs/speed.md"})
  void shouldTakeTheCommandsThatAreShown(String document) throws IOException {
    List<String> shown =
        COMMAND
            .matcher(Files.readString(Path.of(document)))
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(shown).isNotEmpty();
    for (String command : shown) {
      assertThatCode(() -> commandLine().parseArgs(command.strip().split(" ")))
          .as("scripts/bench-io" + command)
          .doesNotThrowAnyException();
    }
  }
}
