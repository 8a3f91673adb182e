package io.gyre.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.file.FileFormat;
import java.util.ResourceBundle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowFileOptionsTest {

  @ParameterizedTest
  @EnumSource
  void shouldDescribeEveryFormat(FileFormat format) {
    String text = ResourceBundle.getBundle("io.gyre.cli.help.options").getString("format");

    assertThat(text).contains(format.toString()).contains(format.endings);
  }
}
