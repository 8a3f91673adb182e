package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;

class MatrixProductsTest {

  private static final int[] ROWS = {1, 2, 3, 4, 7, 16, 17, 40};
  private static final int[] INPUTS = {1, 2, 5, 15, 16, 17, 33, 100};
  private static final int[] POINTS = {1, 2, 3, 4, 5, 8, 9, 14, 15, 16, 64};

  private final Random random = new Random(1);

  private DMatrixRMaj matrix(int rows, int columns) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  private interface Shape {
    void check(int rows, int inputs, int points);
  }

  private static void forAllShapes(Shape shape) {
    for (int rows : ROWS) {
      for (int inputs : INPUTS) {
        for (int points : POINTS) {
          shape.check(rows, inputs, points);
        }
      }
    }
  }

  /** Sums of at most 101 terms of magnitude up to 16: 101·16·2⁻⁵³. */
  private static void assertClose(DMatrixRMaj found, DMatrixRMaj expected) {
    assertThat(MatrixFeatures_DDRM.isEquals(found, expected, 2e-13)).isTrue();
  }

  @Test
  void shouldMultiplyAlikeByLoopsAndByEjml() {
    forAllShapes(
        (rows, inputs, points) -> {
          DMatrixRMaj w = matrix(rows, inputs);
          DMatrixRMaj x = matrix(inputs, points);
          DMatrixRMaj b = matrix(rows, 1);
          DMatrixRMaj byLoops = new DMatrixRMaj(rows, points);
          DMatrixRMaj byEjml = matrix(rows, points);
          MatrixProducts products = new MatrixProducts();
          products.affineByLoops(w, x, b, byLoops);
          MatrixProducts.affineByEjml(w, x, b, byEjml);
          assertClose(byEjml, byLoops);
          assertThat(byLoops.get(rows - 1, points - 1))
              .isCloseTo(b.get(rows - 1, 0) + product(w, rows - 1, x, points - 1), within(2e-13));

          DMatrixRMaj dz = matrix(rows, points);
          DMatrixRMaj back = new DMatrixRMaj(inputs, points);
          DMatrixRMaj backByEjml = matrix(inputs, points);
          products.backByLoops(w, dz, back);
          MatrixProducts.backByEjml(w, dz, backByEjml);
          assertClose(backByEjml, back);

          DMatrixRMaj dw = new DMatrixRMaj(rows, inputs);
          DMatrixRMaj dwByEjml = matrix(rows, inputs);
          MatrixProducts.dotsByLoops(dz, x, 0.3, w, dw);
          products.dotsByEjml(dz, x, 0.3, w, dwByEjml);
          assertClose(dwByEjml, dw);
        });
  }

  /** Row r of w times column c of x. */
  private static double product(DMatrixRMaj w, int r, DMatrixRMaj x, int c) {
    double sum = 0;
    for (int i = 0; i < w.numCols; i++) {
      sum += w.get(r, i) * x.get(i, c);
    }
    return sum;
  }

  /** EJML adds in another order: bits tell which of both it was, unless they agree by chance. */
  @Test
  void shouldLeaveNarrowLayersAndLongBatchesToLoops() {
    MatrixProducts products = new MatrixProducts();
    forAllShapes(
        (rows, inputs, points) -> {
          DMatrixRMaj w = matrix(rows, inputs);
          DMatrixRMaj x = matrix(inputs, points);
          DMatrixRMaj dz = matrix(rows, points);
          boolean narrow = inputs < MatrixProducts.MANY_INPUTS;
          if (narrow || points > MatrixProducts.FEW_FORWARD) {
            DMatrixRMaj b = matrix(rows, 1);
            DMatrixRMaj expected = new DMatrixRMaj(rows, points);
            DMatrixRMaj found = matrix(rows, points);
            products.affineByLoops(w, x, b, expected);
            products.affine(w, x, b, found);
            assertThat(Arrays.equals(found.data, expected.data)).isTrue();
          }
          if (narrow || points > 1) {
            DMatrixRMaj expected = new DMatrixRMaj(inputs, points);
            DMatrixRMaj found = matrix(inputs, points);
            products.backByLoops(w, dz, expected);
            products.back(w, dz, found);
            assertThat(Arrays.equals(found.data, expected.data)).isTrue();
          }
          if (narrow || points > MatrixProducts.FEW_BACKWARD) {
            DMatrixRMaj expected = new DMatrixRMaj(rows, inputs);
            DMatrixRMaj found = matrix(rows, inputs);
            MatrixProducts.dotsByLoops(dz, x, 0.3, w, expected);
            products.dots(dz, x, 0.3, w, found);
            assertThat(Arrays.equals(found.data, expected.data)).isTrue();
          }
        });
  }

  @Test
  void shouldLeaveWideLayersAndShortBatchesToEjml() {
    DMatrixRMaj w = matrix(32, 64);
    DMatrixRMaj x = matrix(64, 1);
    DMatrixRMaj b = matrix(32, 1);
    DMatrixRMaj expected = new DMatrixRMaj(32, 1);
    DMatrixRMaj found = new DMatrixRMaj(32, 1);
    MatrixProducts.affineByEjml(w, x, b, expected);
    MatrixProducts products = new MatrixProducts();
    products.affine(w, x, b, found);
    assertThat(found.data).isEqualTo(expected.data);
    products.affineByLoops(w, x, b, expected);
    assertThat(found.data).isNotEqualTo(expected.data);
  }
}
