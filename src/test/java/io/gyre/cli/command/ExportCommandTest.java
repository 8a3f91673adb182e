package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExportCommandTest {

  @Test
  void shouldNameThePartitionOfOneModelOfSeveral() {
    assertThat(ExportCommand.named("shop", null)).isEqualTo("shop");
    assertThat(ExportCommand.named("shop", 3)).isEqualTo("shop, partition 3");
  }
}
