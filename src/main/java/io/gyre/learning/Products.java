package io.gyre.learning;

import org.ejml.data.DMatrixRMaj;

/** Products of the matrices of a batch, one point a column, by {@link Loops}. */
final class Products {

  private Products() {}

  /**
   * z ← w·x + b·1ᵀ.
   *
   * @param w M×N, not modified
   * @param x N×B, not modified
   * @param b M×1, not modified
   * @param z M×B, overwritten
   */
  static void affine(DMatrixRMaj w, DMatrixRMaj x, DMatrixRMaj b, DMatrixRMaj z) {
    int n = w.numCols;
    int points = x.numCols;
    for (int m = 0; m < w.numRows; m++) {
      Loops.affine(points, b.data[m], n, w.data, m * n, 1, x.data, z.data, m * points);
    }
  }

  /**
   * da ← wᵀ·dz.
   *
   * @param w M×N, not modified
   * @param dz M×B, not modified
   * @param da N×B, overwritten
   */
  static void back(DMatrixRMaj w, DMatrixRMaj dz, DMatrixRMaj da) {
    int n = w.numCols;
    int points = dz.numCols;
    for (int i = 0; i < n; i++) {
      Loops.affine(points, 0, w.numRows, w.data, i, n, dz.data, da.data, i * points);
    }
  }

  /**
   * dw ← dz·xᵀ + λ·w.
   *
   * @param dz M×B, not modified
   * @param x N×B, not modified
   * @param w M×N, not modified
   * @param dw M×N, overwritten
   */
  static void dots(DMatrixRMaj dz, DMatrixRMaj x, double lambda, DMatrixRMaj w, DMatrixRMaj dw) {
    int n = x.numRows;
    int points = x.numCols;
    for (int m = 0; m < dz.numRows; m++) {
      Loops.dots(points, dz.data, m * points, n, x.data, lambda, w.data, dw.data, m * n);
    }
  }

  /**
   * db ← dz·1, the sum of each row.
   *
   * @param dz M×B, not modified
   * @param db M×1, overwritten
   */
  static void sums(DMatrixRMaj dz, DMatrixRMaj db) {
    for (int m = 0; m < dz.numRows; m++) {
      db.data[m] = Loops.sum(dz.numCols, dz.data, m * dz.numCols);
    }
  }
}
