package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class HelpLayoutTest {

  @Command(name = "absent")
  private static final class Absent {}

  @Test
  void shouldNameTheFileThatACommandNeeds() {
    CommandLine absent = new CommandLine(new Absent());
    HelpLayout.apply(absent);

    assertThatThrownBy(absent::getUsageMessage)
        .hasMessageContaining("write src/main/resources/io/gyre/cli/help/absent.txt");
  }
}
