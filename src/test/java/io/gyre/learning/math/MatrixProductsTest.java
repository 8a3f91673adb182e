package io.gyre.learning.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MatrixProductsTest {

  private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17};

  private final Random random = new Random(1);

  private double[][] matrix(int rows, int n) {
    double[][] matrix = new double[rows][n];
    for (double[] row : matrix) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return matrix;
  }

  /** Each number is added to in the order of the inner index, bit for bit. */
  @Test
  void shouldAddInTheOrderOfTheInnerIndex() {
    for (int rows : SIZES) {
      for (int inner : SIZES) {
        for (int n : SIZES) {
          double[][] p = matrix(rows, inner);
          double[][] q = matrix(inner, n);
          double[][] before = matrix(rows, n);
          double[][] expected = new double[rows][n];
          for (int i = 0; i < rows; i++) {
            for (int k = 0; k < n; k++) {
              double sum = before[i][k];
              for (int r = 0; r < inner; r++) {
                sum += p[i][r] * q[r][k];
              }
              expected[i][k] = sum;
            }
          }
          double[][] c = copy(before);
          MatrixProducts.add(p, q, rows, inner, n, c);
          assertThat(c).isDeepEqualTo(expected);
          c = copy(before);
          MatrixProducts.addTransposed(transposed(p), q, rows, inner, n, c);
          assertThat(c).isDeepEqualTo(expected);
          c = copy(before);
          MatrixProducts.addDots(p, transposed(q), rows, inner, n, c);
          assertThat(c).isDeepEqualTo(expected);
          c = copy(before);
          double[] inOne = Arrays.stream(transposed(q)).flatMapToDouble(Arrays::stream).toArray();
          for (int i = 0; i < rows; i++) {
            LoopKernels.addDots(inner, p[i], n, inOne, c[i]);
          }
          assertThat(c).isDeepEqualTo(expected);
        }
      }
    }
  }

  private static double[][] copy(double[][] matrix) {
    return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int k = 0; k < matrix[i].length; k++) {
        transposed[k][i] = matrix[i][k];
      }
    }
    return transposed;
  }
}
