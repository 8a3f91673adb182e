package io.gyre.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.Examples;
import io.gyre.GyreException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpiralsTest {

  private static final int MANY = 200_000;
  private static final double TURNS = 4.2 / (2 * Math.PI);

  @Test
  void shouldGiveTheSamePointForTheSameSeedAndNumberInAnyOrder() {
    Spirals forwards = Examples.spirals(42);
    Spirals backwards = Examples.spirals(42);
    double[][] later = new double[100][];
    for (int i = 99; i >= 0; i--) {
      later[i] = backwards.at(i).features();
    }
    for (int i = 0; i < 100; i++) {
      assertThat(forwards.at(i).features()).isEqualTo(later[i]);
      assertThat(forwards.at(i).id()).isEqualTo("p-" + i);
    }
  }

  /** Pins the stream: a second "gyre up" continues what an earlier version of Gyre produced. */
  @Test
  void shouldNotChangeBetweenVersions() {
    assertThat(Examples.spirals(42).at(0).features())
        .containsExactly(-0.15428040781160232, 0.04375629446294079);
    assertThat(Examples.spirals(42).at(1_000_000_007L).features())
        .containsExactly(-0.0923972162858674, 0.3362080271702414);
  }

  @Test
  void shouldGiveOtherPointsForAnotherSeed() {
    long equal =
        IntStream.range(0, 1000)
            .filter(
                i ->
                    Examples.spirals(1).at(i).features()[0]
                        == Examples.spirals(2).at(i).features()[0])
            .count();
    assertThat(equal).isZero();
  }

  /** Bounds are five standard errors: a right generator misses them once in two million seeds. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, -7, Long.MIN_VALUE})
  void shouldBalanceTheArmsAndSpreadTheRadiusEvenly(long seed) {
    Spirals spirals = Examples.spirals(seed);
    double arms = 0;
    double sum = 0;
    double squares = 0;
    double next = 0;
    for (int i = 0; i < MANY; i++) {
      Point point = spirals.at(i);
      double r = Math.hypot(point.features()[0], point.features()[1]);
      assertThat(r).isBetween(0.0, 1.0);
      arms += arm(point);
      sum += r;
      squares += r * r;
      next += arm(point) == arm(spirals.at(i + 1)) ? 1 : 0;
    }
    assertThat(arms / MANY).as("share of arm 1").isCloseTo(0.5, within(error(0.5)));
    assertThat(next / MANY).as("arm as that of the next").isCloseTo(0.5, within(error(0.5)));
    assertThat(sum / MANY).as("mean radius").isCloseTo(0.5, within(error(Math.sqrt(1 / 12.0))));
    // E r² = 1/3, Var r² = 1/5 − 1/9
    assertThat(squares / MANY).isCloseTo(1 / 3.0, within(error(Math.sqrt(1 / 5.0 - 1 / 9.0))));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 42, 1234567890123L})
  void shouldStrayFromTheArmNormallyWithTheGivenNoise(long seed) {
    Spirals spirals = new Spirals(2, seed, 0.2, TURNS, 0, Spirals.NEVER);
    double[] z = LongStream.range(0, MANY).mapToDouble(i -> stray(spirals.at(i)) / 0.2).toArray();
    assertThat(moment(z, 1)).as("mean").isCloseTo(0, within(error(1)));
    assertThat(moment(z, 2)).as("variance").isCloseTo(1, within(error(Math.sqrt(2))));
    assertThat(moment(z, 3)).as("skewness").isCloseTo(0, within(error(Math.sqrt(15))));
    assertThat(moment(z, 4)).as("kurtosis").isCloseTo(3, within(error(Math.sqrt(96))));
  }

  @Test
  void shouldLieOnTheArmWithoutNoise() {
    Spirals spirals = new Spirals(2, 3, 0, TURNS, 0, Spirals.NEVER);
    for (int i = 0; i < 1000; i++) {
      assertThat(stray(spirals.at(i))).isCloseTo(0, within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.9", "90", "-45", "36000"})
  void shouldRotateBySpinDegreesPerThousandPoints(double spin) {
    Spirals still = Examples.spirals(42);
    Spirals spinning = new Spirals(2, 42, 0.2, TURNS, spin, Spirals.NEVER);
    for (long i = 0; i < 3000; i += 7) {
      double[] x = still.at(i).features();
      double angle = Math.toRadians(spin * i / 1000 % 360);
      // Angles count from x2 to x1: x = (r·sin a, r·cos a).
      double x1 = x[0] * Math.cos(angle) + x[1] * Math.sin(angle);
      double x2 = x[1] * Math.cos(angle) - x[0] * Math.sin(angle);
      assertThat(spinning.at(i).features()).containsExactly(new double[] {x1, x2}, within(1e-14));
      assertThat(spinning.at(i).label()).isEqualTo(still.at(i).label());
    }
  }

  @Test
  void shouldSwapTheLabelsFromThePointGivenOn() {
    Spirals swapping = new Spirals(2, 42, 0.2, TURNS, 0, 50);
    for (int i = 0; i < 100; i++) {
      Point before = Examples.spirals(42).at(i);
      assertThat(swapping.at(i).label())
          .isEqualTo(Label.of(i < 50 ? arm(before) : 1 - arm(before)));
      assertThat(swapping.at(i).features()).isEqualTo(before.features());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1, 1, 0, -1, noise: found -0.1",
    "NaN, 1, 0, -1, noise: found NaN",
    "Infinity, 1, 0, -1, noise: found Infinity",
    "0, NaN, 0, -1, turns: found NaN",
    "0, 1, -Infinity, -1, spin: found -Infinity",
    "0, 1, 0, -2, swap-at: found -2"
  })
  void shouldRefuseASettingThatMakesNoPoint(
      double noise, double turns, double spin, long swapAt, String message) {
    assertThatThrownBy(() -> new Spirals(2, 1, noise, turns, spin, swapAt))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith(message);
  }

  private static int arm(Point point) {
    return Integer.parseInt(point.label().text());
  }

  /** Returns the angle between a point and its arm, in (−π, π]. */
  private static double stray(Point point) {
    double x1 = point.features()[0];
    double x2 = point.features()[1];
    double onArm = 4.2 * arm(point) + 4.2 * Math.hypot(x1, x2);
    return Math.IEEEremainder(Math.atan2(x1, x2) - onArm, 2 * Math.PI);
  }

  private static double moment(double[] z, int order) {
    double sum = 0;
    for (double value : z) {
      sum += Math.pow(value, order);
    }
    return sum / z.length;
  }

  private static double error(double deviation) {
    return 5 * deviation / Math.sqrt(MANY);
  }
}
