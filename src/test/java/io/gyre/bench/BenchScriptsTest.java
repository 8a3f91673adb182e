package io.gyre.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gyre.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is said of the scripts, by themselves and by the documents. */
class BenchScriptsTest {

  private static CommandLine commandLine(String script) {
    return switch (script) {
      case "scripts/bench" -> BenchCommand.commandLine(Map.of(), new StopSignal());
      case "scripts/bench-io" -> BenchIo.commandLine(Map.of(), new StopSignal());
      default -> BenchServe.commandLine(Map.of(), new StopSignal());
    };
  }

  /** The script's first lines are the help. */
  @ParameterizedTest
  @ValueSource(strings = {"scripts/bench", "scripts/bench-io", "scripts/bench-serve"})
  void shouldExplainEachOption(String script) throws IOException {
    String help = Files.readString(Path.of(script));
    commandLine(script)
        .getCommandSpec()
        .optionsMap()
        .keySet()
        .forEach(option -> assertThat(help).containsPattern("(?m)^#   " + option + "\\b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scripts/bench", "scripts/bench-io", "scripts/bench-serve"})
  void shouldTakeTheCommandsThatAreShown(String script) throws IOException {
    Pattern command = Pattern.compile("(?m)(?:^#? *|`)" + script + "((?: (?!--help)[^\\s`]+)+)");
    for (String document : new String[] {script, "src/docs/speed.md"}) {
      List<String> shown =
          command
              .matcher(Files.readString(Path.of(document)))
              .results()
              .map(m -> m.group(1))
              .toList();
      assertThat(shown).as(document).isNotEmpty();
      for (String one : shown) {
        assertThatCode(() -> commandLine(script).parseArgs(one.strip().split(" ")))
            .as(script + one)
            .doesNotThrowAnyException();
      }
    }
  }
}
