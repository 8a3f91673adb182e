package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.counts.LateLabelCounts;
import org.junit.jupiter.api.Test;

class LateLabelTextTest {

  private static final long DAY_MS = 86_400_000;

  private static LateLabelCounts counts(
      long expired, long evicted, long tooLate, long learnedTooLate, Long delay) {
    return new LateLabelCounts(
        0,
        0,
        0,
        null,
        5,
        0,
        0,
        0,
        0,
        expired,
        evicted,
        0,
        9,
        tooLate,
        learnedTooLate,
        delay,
        delay,
        "");
  }

  @Test
  void shouldSayWhichWaitWouldHaveTakenLabelsThatCameTooLate() {
    assertThat(LateLabelText.hint(counts(0, 0, 1_100, 100, 13 * DAY_MS + 5)))
        .isEqualTo(
            "1,000 labels came after the --wait of their points; 99 % of all come within 13.0 days. Learn with a longer one, as --wait 14d, or with --learn-too-late and enough --waiting-bytes.");
    assertThat(LateLabelText.hint(counts(0, 0, 1, 0, 4_200L))).contains("4.2 s", "as --wait 5s");
  }

  @Test
  void shouldSayNothingWhereAllWasLearned() {
    assertThat(LateLabelText.hint(counts(0, 0, 7, 7, DAY_MS))).isNull();
  }

  @Test
  void shouldAskForRoomOrForAClassWherePointsWereNotLearned() {
    assertThat(LateLabelText.hint(counts(3, 8, 0, 0, null)))
        .startsWith("8 points gave way to others")
        .contains("--waiting and --waiting-bytes");
    assertThat(LateLabelText.hint(counts(3, 0, 0, 0, null)))
        .startsWith("3 points were given up when their --wait ended")
        .contains("--wait 14d (default 7d)", "--unlabelled-as CLASS");
  }

  /** Anyone can write onto the topic. */
  @Test
  void shouldTakeCountsThatContradictEachOther() {
    assertThat(LateLabelText.hint(counts(0, 0, 7, 0, null))).contains("0 ms", "--wait 1s");
  }
}
