package io.gyre.learning.math;

/**
 * Plain loops over arrays: those without a sum are vectorised by the JVM, those with one form
 * several sums side by side. The order of all additions is fixed.
 *
 * <p>Loops over stretches of arrays that begin at different places are not vectorised. So each row
 * of a matrix is a separate array.
 */
public final class LoopKernels {

  private LoopKernels() {}

  /** y ← y + α·x, of the first n numbers. */
  public static void add(int n, double alpha, double[] x, double[] y) {
    for (int i = 0; i < n; i++) {
      y[i] += alpha * x[i];
    }
  }

  /** y ← α·y, of the first n numbers. */
  public static void scale(int n, double alpha, double[] y) {
    for (int i = 0; i < n; i++) {
      y[i] *= alpha;
    }
  }

  /**
   * y ← y + Σ αᵣ·xᵣ, added in the order of the rows, four rows in one pass over y.
   *
   * @param alpha αᵣ
   * @param x rows of n numbers, not y itself
   * @param y n numbers
   */
  public static void combine(int n, int rows, double[] alpha, double[][] x, double[] y) {
    if (n == 1) {
      y[0] = combine1(rows, alpha, x, y[0]);
      return;
    }
    int r = 0;
    for (; r < rows - 3; r += 4) {
      double a1 = alpha[r + 1];
      double a2 = alpha[r + 2];
      add4(n, alpha[r], x[r], a1, x[r + 1], a2, x[r + 2], alpha[r + 3], x[r + 3], y);
    }
    if (r < rows - 1) {
      add2(n, alpha[r], x[r], alpha[r + 1], x[r + 1], y);
      r += 2;
    }
    if (r < rows) {
      add(n, alpha[r], x[r], y);
    }
  }

  private static double combine1(int rows, double[] alpha, double[][] x, double y) {
    double sum = y;
    for (int r = 0; r < rows; r++) {
      sum += alpha[r] * x[r][0];
    }
    return sum;
  }

  static void add2(int n, double alpha0, double[] x0, double alpha1, double[] x1, double[] y) {
    for (int i = 0; i < n; i++) {
      y[i] = y[i] + alpha0 * x0[i] + alpha1 * x1[i];
    }
  }

  static void add4(
      int n,
      double alpha0,
      double[] x0,
      double alpha1,
      double[] x1,
      double alpha2,
      double[] x2,
      double alpha3,
      double[] x3,
      double[] y) {
    for (int i = 0; i < n; i++) {
      y[i] = y[i] + alpha0 * x0[i] + alpha1 * x1[i] + alpha2 * x2[i] + alpha3 * x3[i];
    }
  }

  /**
   * d ← d + Y·x, each product added in the order of x; eight or four rows at a time, since a single
   * sum waits for each of its additions.
   *
   * @param x n numbers
   * @param y rows of n numbers
   * @param d one number a row; modified
   */
  public static void addDots(int n, double[] x, int rows, double[][] y, double[] d) {
    int r = 0;
    for (; r < rows - 7; r += 8) {
      addDots8(n, x, y, r, d);
    }
    for (; r < rows - 3; r += 4) {
      addDots4(n, x, y, r, d);
    }
    for (; r < rows; r++) {
      double[] row = y[r];
      double sum = d[r];
      for (int i = 0; i < n; i++) {
        sum += x[i] * row[i];
      }
      d[r] = sum;
    }
  }

  /** The same for a Y whose rows lie one after the other in one array; the bits are the same. */
  public static void addDots(int n, double[] x, int rows, double[] y, double[] d) {
    int r = 0;
    for (; r < rows - 3; r += 4) {
      int y1 = (r + 1) * n;
      int y2 = y1 + n;
      int y3 = y2 + n;
      double s0 = d[r];
      double s1 = d[r + 1];
      double s2 = d[r + 2];
      double s3 = d[r + 3];
      for (int i = 0; i < n; i++) {
        s0 += x[i] * y[r * n + i];
        s1 += x[i] * y[y1 + i];
        s2 += x[i] * y[y2 + i];
        s3 += x[i] * y[y3 + i];
      }
      d[r] = s0;
      d[r + 1] = s1;
      d[r + 2] = s2;
      d[r + 3] = s3;
    }
    for (; r < rows; r++) {
      double sum = d[r];
      for (int i = 0; i < n; i++) {
        sum += x[i] * y[r * n + i];
      }
      d[r] = sum;
    }
  }

  private static void addDots8(int n, double[] x, double[][] y, int r, double[] d) {
    double[] y0 = y[r];
    double[] y1 = y[r + 1];
    double[] y2 = y[r + 2];
    double[] y3 = y[r + 3];
    double[] y4 = y[r + 4];
    double[] y5 = y[r + 5];
    double[] y6 = y[r + 6];
    double[] y7 = y[r + 7];
    double s0 = d[r];
    double s1 = d[r + 1];
    double s2 = d[r + 2];
    double s3 = d[r + 3];
    double s4 = d[r + 4];
    double s5 = d[r + 5];
    double s6 = d[r + 6];
    double s7 = d[r + 7];
    for (int i = 0; i < n; i++) {
      s0 += x[i] * y0[i];
      s1 += x[i] * y1[i];
      s2 += x[i] * y2[i];
      s3 += x[i] * y3[i];
      s4 += x[i] * y4[i];
      s5 += x[i] * y5[i];
      s6 += x[i] * y6[i];
      s7 += x[i] * y7[i];
    }
    d[r] = s0;
    d[r + 1] = s1;
    d[r + 2] = s2;
    d[r + 3] = s3;
    d[r + 4] = s4;
    d[r + 5] = s5;
    d[r + 6] = s6;
    d[r + 7] = s7;
  }

  private static void addDots4(int n, double[] x, double[][] y, int r, double[] d) {
    double[] y0 = y[r];
    double[] y1 = y[r + 1];
    double[] y2 = y[r + 2];
    double[] y3 = y[r + 3];
    double s0 = d[r];
    double s1 = d[r + 1];
    double s2 = d[r + 2];
    double s3 = d[r + 3];
    for (int i = 0; i < n; i++) {
      s0 += x[i] * y0[i];
      s1 += x[i] * y1[i];
      s2 += x[i] * y2[i];
      s3 += x[i] * y3[i];
    }
    d[r] = s0;
    d[r + 1] = s1;
    d[r + 2] = s2;
    d[r + 3] = s3;
  }

  /** Returns Σ x·y of n numbers, in four sums side by side; x and y may be the same. */
  public static double dot(int n, double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += x[i] * y[i];
      s1 += x[i + 1] * y[i + 1];
      s2 += x[i + 2] * y[i + 2];
      s3 += x[i + 3] * y[i + 3];
    }
    for (; i < n; i++) {
      s0 += x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Returns Σ x, added in order, with the same bits as a plain loop. */
  public static double sumInOrder(double[] x) {
    double sum = 0;
    for (double number : x) {
      sum += number;
    }
    return sum;
  }

  /** x ← x / Σ x. */
  public static void normalise(double[] x) {
    double sum = sumInOrder(x);
    for (int i = 0; i < x.length; i++) {
      x[i] /= sum;
    }
  }
}
