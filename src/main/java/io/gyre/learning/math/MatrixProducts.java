package io.gyre.learning.math;

/**
 * Products of matrices that are arrays of rows, C ← C + a product. Each number of C is added to in
 * the order of the inner index: its bits do not depend on which of a matrix and its transpose is
 * stored. Rows may be longer than the part in use.
 */
public final class MatrixProducts {

  private MatrixProducts() {}

  /** C ← C + P·Q for P of rows×inner, Q of inner×n. */
  public static void add(double[][] p, double[][] q, int rows, int inner, int n, double[][] c) {
    for (int i = 0; i < rows; i++) {
      LoopKernels.combine(n, inner, p[i], q, c[i]);
    }
  }

  /** C ← C + Pᵀ·Q for P of inner×rows, Q of inner×n. */
  public static void addTransposed(
      double[][] p, double[][] q, int rows, int inner, int n, double[][] c) {
    for (int i = 0; i < rows; i++) {
      int k = 0;
      for (; k < inner - 3; k += 4) {
        double p1 = p[k + 1][i];
        double p2 = p[k + 2][i];
        double p3 = p[k + 3][i];
        LoopKernels.add4(n, p[k][i], q[k], p1, q[k + 1], p2, q[k + 2], p3, q[k + 3], c[i]);
      }
      for (; k < inner - 1; k += 2) {
        LoopKernels.add2(n, p[k][i], q[k], p[k + 1][i], q[k + 1], c[i]);
      }
      if (k < inner) {
        LoopKernels.add(n, p[k][i], q[k], c[i]);
      }
    }
  }

  /** C ← C + P·Qᵀ for P of rows×inner, Q of n×inner. */
  public static void addDots(double[][] p, double[][] q, int rows, int inner, int n, double[][] c) {
    for (int i = 0; i < rows; i++) {
      LoopKernels.addDots(inner, p[i], n, q, c[i]);
    }
  }
}
