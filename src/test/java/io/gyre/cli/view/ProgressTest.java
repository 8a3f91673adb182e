package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where standard error is no terminal, as in tests. */
class ProgressTest {

  private final List<String> lines = new ArrayList<>();
  private long nanos = 7;

  private void run(long total, int seconds, long streamMs) {
    try (Progress progress = Progress.paced(total, lines::add, () -> nanos)) {
      for (int second = 1; second <= seconds; second++) {
        nanos += 1_000_000_000;
        progress.done(60L * second, 2L * second, streamMs);
      }
    }
  }

  @Test
  void shouldSayNothingOfShortRuns() {
    run(3_000, 9, 0);
    assertThat(lines).isEmpty();
  }

  @Test
  void shouldSayALineEveryTenSeconds() {
    run(3_000, 25, -1);
    assertThat(lines)
        .containsExactly("20 %, 2.0 points/s, 80 left, 40 s", "40 %, 2.0 points/s, 60 left, 30 s");
  }

  @Test
  void shouldSayWhatIsKnownOfAPipeAndOfTheStreamsTime() {
    run(-1, 10, 1_523_491_200_000L);
    assertThat(lines).containsExactly("2.0 points/s; 2018-04-12T00:00Z, 0 s of stream in");
  }

  @Test
  void shouldGiveTheBarWhatTheNoteLeaves() {
    assertThat(Progress.paced(1, 4, "5 points/s", 30)).isEqualTo(" 25% [===         ] 5 points/s");
    assertThat(Progress.paced(9, 4, "", 200)).isEqualTo("100% [" + "=".repeat(30) + "] ");
    assertThat(Progress.paced(1, 4, "far too long", 12)).isEqualTo(" 25% [] far…");
    assertThat(Progress.paced(1, -1, "5 points/s", 30)).isEqualTo("5 points/s");
  }
}
