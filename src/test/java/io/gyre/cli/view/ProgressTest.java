package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {

  @Test
  void shouldGiveTheBarWhatTheNoteLeaves() {
    assertThat(Progress.paced(1, 4, "5 points/s", 30)).isEqualTo(" 25% [===         ] 5 points/s");
    assertThat(Progress.paced(9, 4, "", 200)).isEqualTo("100% [" + "=".repeat(30) + "] ");
    assertThat(Progress.paced(1, 4, "far too long", 12)).isEqualTo(" 25% [] far…");
    assertThat(Progress.paced(1, -1, "5 points/s", 30)).isEqualTo("5 points/s");
  }
}
