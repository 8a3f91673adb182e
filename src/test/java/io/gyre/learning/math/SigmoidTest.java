package io.gyre.learning.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmoidTest {

  /** Exact values: Python's decimal at 60 digits, rounded to the nearest double. */
  @ParameterizedTest
  @CsvSource({
    "0,     0.5,                0.5,                   0.6931471805599453,     0.6931471805599453",
    "1e-20, 0.5,                0.5,                   0.6931471805599453,     0.6931471805599453",
    "1,     0.7310585786300049, 0.2689414213699951,    0.3132616875182228,     1.3132616875182228",
    "700,   1,                  9.85967654375977e-305, 9.85967654375977e-305,  700",
    "1000,  1,                  0,                     0,                      1000",
    "1e70,  1,                  0,                     0,                      1e70",
  })
  void shouldBeExactToTheLastBitOrTwo(
      double z, double ofZ, double ofMinusZ, double costIfRight, double costIfWrong) {
    assertWithin2Ulps(Sigmoid.sigmoid(z), ofZ);
    assertWithin2Ulps(Sigmoid.sigmoid(-z), ofMinusZ);
    assertWithin2Ulps(cost(z, 1), costIfRight);
    assertWithin2Ulps(cost(-z, 0), costIfRight);
    assertWithin2Ulps(cost(z, 0), costIfWrong);
    assertWithin2Ulps(cost(-z, 1), costIfWrong);
  }

  /** max(z, 0) − y·z + log(1 + e^−|z|) */
  private static double cost(double z, int label) {
    return Math.max(z, 0) - label * z + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
  }

  private static void assertWithin2Ulps(double found, double expected) {
    assertThat(found).isCloseTo(expected, within(2 * Math.ulp(expected)));
  }

  @Property
  void shouldBeFiniteForEveryFiniteLogit(@ForAll double z) {
    assertThat(Sigmoid.sigmoid(z)).isBetween(0.0, 1.0);
    assertThat(cost(z, 0)).isGreaterThanOrEqualTo(0).isFinite();
    assertThat(cost(z, 1)).isEqualTo(cost(-z, 0));
  }

  /** dL/dz = σ(z) − y, by central differences: error h²·|σ''|/6 + ε·L/h, below 1e-10 here. */
  @Property
  void shouldHaveTheSigmoidForItsSlope(@ForAll @DoubleRange(min = -30, max = 30) double z) {
    double h = 1e-5;
    for (int label = 0; label <= 1; label++) {
      double slope = (cost(z + h, label) - cost(z - h, label)) / (2 * h);
      assertThat(slope).isCloseTo(Sigmoid.sigmoid(z) - label, within(1e-9));
    }
  }
}
