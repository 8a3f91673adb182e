package io.gyre.learning.amounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.amounts.Intervals.Expected;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals hold, also when labels come late; of made-up errors, beside one useless deviation. */
class IntervalsTest {

  private static final double LEVEL = 0.9;

  private final Random random = new Random(5);
  private final List<Double> held = new ArrayList<>(); // the share of each 1,000
  private double width; // in the mean

  private record Waiting(double error, Expected expected, double low, double high) {}

  /**
   * Runs a stream whose labels are all so late.
   *
   * @param centre of the errors, at a point
   * @param spread of the errors, when so many labels are known
   */
  private void run(int late, int points, IntToDoubleFunction centre, IntToDoubleFunction spread) {
    Intervals intervals = new Intervals(List.of("spread"));
    Queue<Waiting> waiting = new ArrayDeque<>();
    int in = 0;
    int told = 0;
    for (int i = 0; i < points; i++) {
      double error =
          centre.applyAsDouble(i)
              + spread.applyAsDouble(Math.max(0, i - late)) * random.nextGaussian();
      Expected expected = intervals.expect(0, new double[] {random.nextDouble()});
      double low = intervals.quantile(0, expected, (1 - LEVEL) / 2);
      double high = intervals.quantile(0, expected, (1 + LEVEL) / 2);
      waiting.add(new Waiting(error, expected, low, high));
      if (intervals.tells(LEVEL)) {
        told++;
        in += low <= error && error <= high ? 1 : 0;
        width += high - low;
        if (told % 1_000 == 0) {
          held.add(in / 1_000.0);
          in = 0;
        }
      }
      if (waiting.size() > late) {
        Waiting known = waiting.remove();
        intervals.learn(known.expected, known.error, known.error, late);
      }
    }
    width /= told;
  }

  /** What is answered before any label is known is far off, and says nothing of what comes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 20, 200, 2_000})
  void shouldHoldFromTheBeginning(int late) {
    run(late, 2 * late + 6_300, i -> 0, known -> known == 0 ? 1 : 0.15);

    assertThat(held)
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(each -> assertThat(each).isBetween(0.85, 0.99));
    assertThat(width).isBetween(0.4, 0.8); // 0.49 if all were known
  }

  /** Errors lie on one side for longer than the delay, and then on the other. */
  @Test
  void shouldHoldWhenErrorsChangeTheirSide() {
    run(500, 16_200, i -> i / 2_500 % 2 == 0 ? 1 : -1, known -> 0.3);

    assertThat(held).hasSize(15);
    assertThat(Collections.min(held)).isGreaterThan(0.8);
    assertThat(width).isLessThan(3.5); // 2.8 for all but a tenth of each side
  }
}
