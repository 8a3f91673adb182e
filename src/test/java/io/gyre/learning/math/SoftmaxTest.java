package io.gyre.learning.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxTest {

  /** Python's decimal at 50 digits: e^z / Σ e^z, ln Σ e^z. */
  @Test
  void shouldBeExactToABitOrTwo() {
    double[] p = new double[3];
    double[] z = {1, 2, 3};
    Softmax.of(z, 3, p);
    assertThat(p)
        .containsExactly(
            new double[] {0.09003057317038046, 0.24472847105479764, 0.6652409557748219},
            within(2e-16));
    assertThat(z).containsExactly(1, 2, 3);
    assertThat(Softmax.logSum(z, 3)).isCloseTo(3.40760596444438, within(1e-15));
  }

  @Test
  void shouldStayFiniteAtAnyLogit() {
    double[] p = new double[3];
    Softmax.of(new double[] {1e144, -1e144, 1e144}, 3, p);
    assertThat(p).containsExactly(0.5, 0, 0.5);
    assertThat(Softmax.logSum(new double[] {-1_000, -1_000}, 2))
        .isCloseTo(-1_000 + StrictMath.log(2), within(1e-12));
  }

  /** What gradients take is off by no more than a few 2⁻⁵³. */
  @Test
  void shouldBeNearlyTheSameByColumns() {
    Random random = new Random(1);
    for (int rows : new int[] {1, 2, 3, 10}) {
      for (int points : new int[] {1, 7, 64}) {
        double[][] z = new double[rows][];
        Arrays.setAll(z, r -> random.doubles(points, -60, 60).toArray());
        double[][] before = Arrays.stream(z).map(double[]::clone).toArray(double[][]::new);
        double[] buffer = new double[points + 3];

        Softmax.columns(z, rows, points, buffer);

        for (int j = 0; j < points; j++) {
          double[] column = new double[rows];
          double[] found = new double[rows];
          for (int r = 0; r < rows; r++) {
            column[r] = before[r][j];
            found[r] = z[r][j];
          }
          double[] vectorised = column.clone();
          Softmax.vectorised(vectorised);
          assertThat(found).isEqualTo(vectorised);
          Softmax.of(column, rows, column);
          assertThat(found).containsExactly(column, within(2e-15));
        }
      }
    }
  }

  @Test
  void shouldComputeExponentialsToTheirLastBitsNextToOne() {
    Random random = new Random(2);
    for (int i = 0; i < 200_000; i++) {
      double x = -50 * random.nextDouble();
      assertThat(Exponential.ofNegative(x)).isCloseTo(StrictMath.exp(x), within(0x1p-51));
    }
    assertThat(Exponential.ofNegative(0)).isEqualTo(1);
    assertThat(Exponential.ofNegative(-1e144)).isCloseTo(0, within(0x1p-53));
  }

  /** Often enough for the JVM to compile and vectorise the loops: the bits must stay the same. */
  @Test
  void shouldHaveTheSameBitsHoweverOften() {
    double[][] z = new double[3][];
    Arrays.setAll(z, r -> new Random(r).doubles(67, -30, 30).toArray());
    double[][] expected = copy(z);
    Softmax.columns(expected, 3, 67, new double[67]);
    double[][] found = null;
    for (int round = 0; round < 20_000; round++) {
      found = copy(z);
      Softmax.columns(found, 3, 67, new double[67]);
    }
    assertThat(Arrays.deepEquals(found, expected)).isTrue();
  }

  private static double[][] copy(double[][] z) {
    return Arrays.stream(z).map(double[]::clone).toArray(double[][]::new);
  }
}
