package io.gyre.learning.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TanhTest {

  private static final long SEED = 42;

  @Test
  void shouldBeWithinSixUnitsInTheLastPlaceOfStrictMath() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000_000; i++) {
      // Exponents from 2⁻⁶⁰ to 2⁵, evenly: small arguments matter as much as large ones.
      double sign = random.nextBoolean() ? 1 : -1;
      double x = sign * (1 + random.nextDouble()) * Math.scalb(1.0, random.nextInt(66) - 60);
      double exact = StrictMath.tanh(x);
      assertThat(Tanh.of(x)).as("x = %s", x).isCloseTo(exact, within(6 * Math.ulp(exact)));
    }
  }

  @Test
  void shouldStayWithinOne() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      double x = 25 * random.nextGaussian();
      assertThat(Math.abs(Tanh.of(x))).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void shouldSaturateAndKeepZeroAndNaN() {
    assertThat(Tanh.of(20)).isEqualTo(1);
    assertThat(Tanh.of(1e300)).isEqualTo(1);
    assertThat(Tanh.of(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Tanh.of(0.0)).isZero();
    assertThat(Tanh.of(Double.MIN_NORMAL)).isEqualTo(Double.MIN_NORMAL);
    assertThat(Tanh.of(Double.NaN)).isNaN();
  }

  @Test
  void shouldComputeAnArrayLikeItsNumbers() {
    double[] values = new Random(SEED).doubles(1_001, -30, 30).toArray();
    double[] expected = values.clone();
    for (int i = 0; i < 1_000; i++) {
      expected[i] = Tanh.of(values[i]);
    }

    // Often enough for the JVM to compile and vectorise the loop: the bits must stay the same.
    double[] computed = values;
    for (int round = 0; round < 20_000; round++) {
      computed = values.clone();
      Tanh.of(computed, 1_000);
    }

    assertThat(computed).isEqualTo(expected);
  }
}
