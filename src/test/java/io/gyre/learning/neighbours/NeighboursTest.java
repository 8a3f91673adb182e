package io.gyre.learning.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import io.gyre.encoding.AnyRecords;
import io.gyre.learning.KindSettings;
import io.gyre.learning.Run;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeighboursTest {

  private static Run run(int k, int classes) {
    return Run.ofAny(classes, new NeighboursSettings(k, 100, 5));
  }

  @Test
  void shouldRefuseMoreNeighboursThanPoints() {
    assertThatThrownBy(() -> new NeighboursSettings(11, 10, 5))
        .isInstanceOf(GyreException.class)
        .hasMessage("memory is 10, expected 11 to 1,000,000");
    assertThatThrownBy(() -> new NeighboursSettings(1_001, 5_000, 5))
        .hasMessage("k is 1001, expected 1 to 1,000");
  }

  /** Distances of 0, √2 and √2: votes of 1,000 and twice 1/(√2 + 0.001). */
  @Test
  void shouldLetNearPointsVote() {
    Run run = run(3, 2);
    run.learn(1, AnyRecords.of("a", "red"));
    run.learn(0, AnyRecords.of("a", "green"));
    run.learn(0, AnyRecords.of("a", "blue"));
    double far = 2 / (Math.sqrt(2) + 0.001);

    double[] p = run.predict(AnyRecords.of("a", "red"));

    assertThat(p[1]).isCloseTo(0.95 * 1_000 / (1_000 + far) + 0.025, within(1e-12));
    assertThat(p[0]).isCloseTo(0.95 * far / (1_000 + far) + 0.025, within(1e-12));
  }

  @Test
  void shouldAskNoMoreThanItsOwnKOfASharedSearch() {
    KindSettings one = new NeighboursSettings(1, 50, 5);
    KindSettings many = new NeighboursSettings(20, 50, 5);
    Run together = Run.ofAny(2, one, many);
    Run alone = Run.ofAny(2, one);
    for (int i = 0; i < 80; i++) {
      int label = i % 3 == 0 ? 1 : 0;
      var point = AnyRecords.of("x", Math.sin(i), "y", Math.cos(3 * i));
      assertThat(together.predict(point)).isEqualTo(alone.predict(point));
      together.learn(label, point);
      alone.learn(label, point);
    }
  }

  @Test
  void shouldTakeBackTheShareOfANewClassWithTheNextLabel() {
    Run run = run(1, 2);
    run.learn(0, AnyRecords.of("x", 1.0));
    run.addClass(0.5, run.row(AnyRecords.of("x", 1.0)));
    assertThat(run.predict(AnyRecords.of("x", 1.0))[2]).isCloseTo(0.5, within(1e-12));

    run.learn(0, AnyRecords.of("x", 1.0));

    assertThat(run.predict(AnyRecords.of("x", 1.0))[2]).isCloseTo(0.05 / 3, within(1e-12));
  }

  @Test
  void shouldTellHowManyPointsItLooksAt() {
    Run run = run(5, 2);
    for (int i = 0; i < 130; i++) {
      run.learn(i % 2, AnyRecords.of("x", (double) i));
      assertThat(Run.parameters(run.learner()))
          .isEqualTo(Map.of("k", 5, "memory", 100, "points", Math.min(100, i + 1)));
    }
  }
}
