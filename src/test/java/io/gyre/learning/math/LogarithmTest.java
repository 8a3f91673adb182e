package io.gyre.learning.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogarithmTest {

  private static final double UNIT = Math.ulp(1.0) / 2;

  @Test
  void shouldBeThatOfJava() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      double x = StrictMath.exp(random.nextDouble() * 1_400 - 700);
      assertClose(x);
      assertClose(random.nextDouble() + 1e-9);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-4, 0.5, 0.7071067811865475, 0.7071067811865476, 1.4142135623730951})
  void shouldBeThatOfJavaWhereTheExponentChanges(double x) {
    assertClose(x);
    assertClose(Math.nextUp(x));
    assertClose(Math.nextDown(x));
  }

  @Test
  void shouldBeZeroOfOne() {
    assertThat(Logarithm.of(1)).isZero();
  }

  private static void assertClose(double x) {
    double expected = StrictMath.log(x);
    assertThat(Logarithm.of(x))
        .as("ln %s", x)
        .isCloseTo(expected, within(4 * UNIT * Math.max(1, Math.abs(expected))));
  }
}
