package io.gyre.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.file.FileFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RowFileOptionsTest {

  @Command
  private static final class Sending {
    @Mixin RowFileOptions input;
  }

  @ParameterizedTest
  @EnumSource
  void shouldDescribeEveryFormat(FileFormat format) {
    String description =
        new CommandLine(new Sending()).getCommandSpec().findOption("--format").description()[0];

    assertThat(description).contains(format.toString()).contains(format.endings);
  }
}
