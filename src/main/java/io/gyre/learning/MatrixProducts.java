package io.gyre.learning;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Products of the matrices of a batch, one point a column: by EJML where a batch has few points and
 * a layer many inputs, as when a learner steps on each point, and else by {@link LoopKernels}.
 *
 * <p>Loops go along the points, so a batch of few keeps them short, and there EJML is up to seven
 * times as fast. Along longer batches loops are faster, as they add four rows at a time, each of
 * them copied into an array of its own unless there is too little to add. Billions of operations a
 * second, loops/EJML, the best of 60 rounds by CPU time (2 cores of an AMD EPYC, JDK 17, EJML
 * 0.46.1); {@code scripts/bench-core Products} compares them again:
 *
 * <pre>
 *                     w·x, B =                     wᵀ·dz, B =               dz·xᵀ, B =
 *    M    N        1        4        8       64        1        4       64        1        8       64
 *   16    2  0.4/1.0  1.3/1.2  2.4/1.4  5.9/3.8  0.5/3.3  1.7/3.1  6.1/5.6  0.3/0.5  2.0/2.2  5.7/2.9
 *   16   16  1.0/3.0  3.1/2.9  4.5/3.1  7.8/5.2  0.9/4.3  2.7/1.9  7.6/5.6  0.7/2.9  3.3/3.7  6.9/3.9
 *   16  256  1.2/2.7  4.3/2.7  5.8/2.7  8.5/5.5  0.9/7.0  2.9/1.9  7.8/5.4  0.8/4.2  3.6/6.0  7.1/5.9
 *    1  256  1.4/2.6  3.5/2.7  4.4/2.7  4.9/5.5  0.4/19   1.4/2.2  6.5/5.6  0.8/2.5  3.6/2.8  7.1/2.2
 *  256   16  1.0/3.0  2.9/3.0  4.5/3.1  8.0/5.2  1.1/4.5  3.3/2.1  8.0/5.7  0.7/3.1  3.3/4.0  7.0/4.1
 * </pre>
 *
 * <p>Of 1,024 units, 100 inputs and 256 points the figures are those of 64 points, to a fifth.
 * EJML's products of matrices in blocks were as fast as loops from 100 inputs and 256 points on,
 * and nowhere faster by more than a fifth. Not thread-safe; allocates only to grow.
 */
final class MatrixProducts {

  /** N, from which on EJML is used. */
  static final int MANY_INPUTS = 16;

  /** B, up to which EJML computes w·x. */
  static final int FEW_FORWARD = 4;

  /** B, up to which EJML computes dz·xᵀ, unless there are fewer rows than {@link #SOME_ROWS}. */
  static final int FEW_BACKWARD = 8;

  /** M, from which on it pays to transpose x, or to split it, for more than one point. */
  static final int SOME_ROWS = 4;

  /** B, from which on it pays to split x whatever M is. */
  private static final int MANY_POINTS = 32;

  private final DMatrixRMaj transposed = new DMatrixRMaj(0, 0); // B×N
  private double[][] rows = {}; // of a factor, B each
  private double[] row = {}; // of the product, B

  /**
   * z ← w·x + b·1ᵀ.
   *
   * @param w M×N, not modified
   * @param x N×B, not modified
   * @param b M×1, not modified
   * @param z M×B, overwritten
   */
  void affine(DMatrixRMaj w, DMatrixRMaj x, DMatrixRMaj b, DMatrixRMaj z) {
    if (w.numCols >= MANY_INPUTS && x.numCols <= FEW_FORWARD) {
      affineByEjml(w, x, b, z);
    } else {
      affineByLoops(w, x, b, z);
    }
  }

  static void affineByEjml(DMatrixRMaj w, DMatrixRMaj x, DMatrixRMaj b, DMatrixRMaj z) {
    CommonOps_DDRM.mult(w, x, z);
    int points = x.numCols;
    for (int m = 0, i = 0; m < w.numRows; m++) {
      for (int end = i + points; i < end; i++) {
        z.data[i] += b.data[m];
      }
    }
  }

  void affineByLoops(DMatrixRMaj w, DMatrixRMaj x, DMatrixRMaj b, DMatrixRMaj z) {
    int n = w.numCols;
    if (n == 0) {
      sumOfNothing(b, z);
      return;
    }
    boolean splits = split(w, x);
    for (int m = 0; m < w.numRows; m++) {
      row(splits, b.data[m], w, m * n, 1, x, z, m);
    }
  }

  /**
   * Copies the rows of a factor into arrays of their own, for loops over these are vectorised.
   *
   * @return whether it did: not where few rows of w and few points are not worth it
   */
  private boolean split(DMatrixRMaj w, DMatrixRMaj x) {
    int points = x.numCols;
    if (w.numRows < SOME_ROWS && points < MANY_POINTS) {
      return false;
    }
    if (rows.length < x.numRows || row.length < points) {
      row = new double[Math.max(row.length, points)];
      rows = new double[Math.max(rows.length, x.numRows)][row.length];
    }
    for (int r = 0; r < x.numRows; r++) {
      System.arraycopy(x.data, r * points, rows[r], 0, points);
    }
    return true;
  }

  /**
   * Computes row r of a product, β + Σ αᵣ·xᵣ.
   *
   * @param splits what {@link #split} said of x
   * @param w has the αᵣ, every {@code step}-th from wi on
   */
  private void row(
      boolean splits,
      double beta,
      DMatrixRMaj w,
      int wi,
      int step,
      DMatrixRMaj x,
      DMatrixRMaj product,
      int r) {
    int points = x.numCols;
    double[] to = product.data;
    if (splits) {
      LoopKernels.affine(points, beta, x.numRows, w.data, wi, step, rows, row);
      System.arraycopy(row, 0, to, r * points, points);
    } else {
      LoopKernels.affine(points, beta, x.numRows, w.data, wi, step, x.data, to, r * points);
    }
  }

  private static void sumOfNothing(DMatrixRMaj b, DMatrixRMaj z) {
    for (int m = 0; m < z.numRows; m++) {
      Arrays.fill(z.data, m * z.numCols, (m + 1) * z.numCols, b.data[m]);
    }
  }

  /**
   * da ← wᵀ·dz.
   *
   * @param w M×N, not modified
   * @param dz M×B, not modified
   * @param da N×B, overwritten
   */
  void back(DMatrixRMaj w, DMatrixRMaj dz, DMatrixRMaj da) {
    if (w.numCols >= MANY_INPUTS && dz.numCols == 1) {
      backByEjml(w, dz, da);
    } else {
      backByLoops(w, dz, da);
    }
  }

  static void backByEjml(DMatrixRMaj w, DMatrixRMaj dz, DMatrixRMaj da) {
    CommonOps_DDRM.multTransA(w, dz, da);
  }

  void backByLoops(DMatrixRMaj w, DMatrixRMaj dz, DMatrixRMaj da) {
    int n = w.numCols;
    boolean splits = split(w, dz);
    for (int i = 0; i < n; i++) {
      row(splits, 0, w, i, n, dz, da, i);
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
  void dots(DMatrixRMaj dz, DMatrixRMaj x, double lambda, DMatrixRMaj w, DMatrixRMaj dw) {
    int few = dz.numRows < SOME_ROWS ? 1 : FEW_BACKWARD;
    if (x.numRows >= MANY_INPUTS && x.numCols <= few) {
      dotsByEjml(dz, x, lambda, w, dw);
    } else {
      dotsByLoops(dz, x, lambda, w, dw);
    }
  }

  /** With x transposed, since EJML's product with a transposed matrix adds in one sum. */
  void dotsByEjml(DMatrixRMaj dz, DMatrixRMaj x, double lambda, DMatrixRMaj w, DMatrixRMaj dw) {
    transposed.reshape(x.numCols, x.numRows);
    CommonOps_DDRM.transpose(x, transposed);
    CommonOps_DDRM.mult(dz, transposed, dw);
    CommonOps_DDRM.addEquals(dw, lambda, w);
  }

  static void dotsByLoops(
      DMatrixRMaj dz, DMatrixRMaj x, double lambda, DMatrixRMaj w, DMatrixRMaj dw) {
    int n = x.numRows;
    int points = x.numCols;
    for (int m = 0; m < dz.numRows; m++) {
      LoopKernels.dots(points, dz.data, m * points, n, x.data, lambda, w.data, dw.data, m * n);
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
      db.data[m] = LoopKernels.sum(dz.numCols, dz.data, m * dz.numCols);
    }
  }
}
