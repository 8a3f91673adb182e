package io.gyre.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PointFormatTest {

  @Command
  private static final class Sending {
    @Mixin InputOptions input;
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeKnownByTheEndingsOfItsFiles(PointFormat format) {
    assertThat(format.endings()).isNotEmpty();
    for (String ending : format.endings()) {
      assertThat(PointFormat.ofName("points" + ending)).contains(format);
      assertThat(PointFormat.ofName("POINTS" + ending.toUpperCase(Locale.ROOT))).contains(format);
    }
    assertThat(PointFormat.ofName("points.txt")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeInTheDescriptionOfTheOption(PointFormat format) {
    String description =
        new CommandLine(new Sending()).getCommandSpec().findOption("--format").description()[0];

    assertThat(description).contains(format.toString()).contains(format.endings());
  }
}
