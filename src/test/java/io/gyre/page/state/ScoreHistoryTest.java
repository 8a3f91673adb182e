package io.gyre.page.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.page.state.ScoreHistory.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreHistoryTest {

  @Test
  void shouldKeepTheLastTenMinutesWindowByWindow() {
    ScoreHistory history = filled(5_000);

    List<Score> all = history.since(-1);

    List<Score> recent = all.subList(all.size() - 600, all.size());
    for (int i = 0; i < 600; i++) {
      assertThat(recent.get(i).timeMs()).isEqualTo((4_400 + i + 1) * 1000L);
    }
  }

  @Test
  void shouldStayBoundedAndReachBackToTheStart() {
    ScoreHistory history = filled(100_000);

    assertThat(history.since(-1)).hasSizeBetween(900, 1_200);
    assertThat(history.since(-1).get(0).timeMs()).isLessThan(100_000_000 / 100);
    assertThat(history.since(-1).stream().mapToLong(Score::labelled).sum()).isEqualTo(100_000L * 7);
  }

  @Test
  void shouldMergeCostsByTheNumberOfPointsTheyAreOf() {
    ScoreHistory history = new ScoreHistory();
    history.add(new Score(1, new double[] {1.0, 0.0}, new double[0], 1, 0, 0));
    history.add(new Score(2, new double[] {3.0, 1.0}, new double[0], 3, 0, 0));
    for (int i = 3; i <= 2_000; i++) {
      history.add(new Score(i, new double[] {0, 0}, new double[0], 4, 0, 0));
    }

    Score oldest = history.since(-1).get(0);

    // At least the first two are merged by now: (1·1 + 3·3) of their points, the rest cost nothing.
    assertThat(oldest.values()[0] * oldest.labelled()).isCloseTo(10, within(1e-9));
    assertThat(oldest.values()[1] * oldest.labelled()).isCloseTo(3, within(1e-9));
  }

  /** As AUC, as long as there is one label, or a metric that a new version has. */
  @Test
  void shouldLeaveUndefinedValuesOutOfMeans() {
    ScoreHistory history = new ScoreHistory();
    history.add(new Score(1, new double[] {0.5, Double.NaN, 0.25}, new double[0], 1, 0, 0));
    history.add(new Score(2, new double[] {0.5, 0.75}, new double[0], 3, 0, 0));
    for (int i = 3; i <= 1_240; i++) {
      history.add(new Score(i, new double[] {0.5}, new double[0], 4, 0, 0));
    }

    Score oldest = history.since(-1).get(0);

    assertThat(oldest.timeMs()).isEqualTo(2);
    assertThat(oldest.values()).containsExactly(0.5, 0.75, 0.25);
    assertThat(history.since(-1).get(1).values()).containsExactly(0.5);
  }

  @Test
  void shouldTakeAWindowOnce() {
    ScoreHistory history = new ScoreHistory();

    history.add(new Score(1_000, new double[] {1, 1}, new double[0], 1, 0, 0));
    history.add(new Score(1_000, new double[] {1, 1}, new double[0], 1, 0, 0));

    assertThat(history.since(-1)).hasSize(1);
  }

  private static ScoreHistory filled(int windows) {
    ScoreHistory history = new ScoreHistory();
    for (int i = 1; i <= windows; i++) {
      history.add(new Score(i * 1000L, new double[] {0.5, 0.5}, new double[0], 7, 0, 0));
    }
    return history;
  }
}
