package io.gyre.learning;

/**
 * Plain loops over arrays: those without a sum are vectorised by the JVM, those with one have four
 * sums that the processor forms side by side. The order of all additions is fixed.
 *
 * <p>Nor is a loop vectorised over stretches of arrays that begin at different places: the others
 * go along arrays of their own, from the first number on.
 *
 * <p>Tried and not kept, for it gained nothing: the sum of x beside its products, three rows at a
 * time. {@link MatrixProducts} says where EJML is the faster.
 */
final class LoopKernels {

  private LoopKernels() {}

  /**
   * y ← β + Σ αᵣ·xᵣ, added in the order of the rows, of which four share one way over y.
   *
   * @param alpha αᵣ, every {@code step}-th from ai on
   * @param rows how many, 1 or more
   * @param x rows of n numbers, none of them y
   * @param y n numbers
   */
  static void affine(
      int n, double beta, int rows, double[] alpha, int ai, int step, double[][] x, double[] y) {
    if (rows == 1) {
      affine1(n, beta, alpha[ai], x[0], y);
      return;
    }
    affine2(n, beta, alpha[ai], x[0], alpha[ai + step], x[1], y);
    int r = 2;
    int a = ai + 2 * step;
    for (; r < rows - 3; r += 4, a += 4 * step) {
      double a1 = alpha[a + step];
      double a2 = alpha[a + 2 * step];
      add4(n, alpha[a], x[r], a1, x[r + 1], a2, x[r + 2], alpha[a + 3 * step], x[r + 3], y);
    }
    for (; r < rows; r++, a += step) {
      add(n, alpha[a], x[r], y);
    }
  }

  /**
   * As above, of stretches: not vectorised, and faster where it is not worth copying them.
   *
   * @param x rows of n numbers, one after the other from the first on
   * @param y n numbers from yi on; another array than x
   */
  static void affine(
      int n,
      double beta,
      int rows,
      double[] alpha,
      int ai,
      int step,
      double[] x,
      double[] y,
      int yi) {
    affine1(n, beta, alpha[ai], x, y, yi);
    int r = 1;
    int a = ai + step;
    for (; r < rows - 3; r += 4, a += 4 * step) {
      double alpha1 = alpha[a + step];
      double alpha2 = alpha[a + 2 * step];
      axpy4(n, alpha[a], alpha1, alpha2, alpha[a + 3 * step], x, r * n, y, yi);
    }
    for (; r < rows; r++, a += step) {
      axpy(n, alpha[a], x, r * n, y, yi);
    }
  }

  private static void affine1(int n, double beta, double alpha, double[] x, double[] y, int yi) {
    for (int i = 0; i < n; i++) {
      y[yi + i] = beta + alpha * x[i];
    }
  }

  /** y ← y + α0·x0 + … + α3·x3, of four rows of x from xi on. */
  private static void axpy4(
      int n,
      double alpha0,
      double alpha1,
      double alpha2,
      double alpha3,
      double[] x,
      int xi,
      double[] y,
      int yi) {
    int x1 = xi + n;
    int x2 = x1 + n;
    int x3 = x2 + n;
    for (int i = 0; i < n; i++) {
      y[yi + i] =
          y[yi + i]
              + alpha0 * x[xi + i]
              + alpha1 * x[x1 + i]
              + alpha2 * x[x2 + i]
              + alpha3 * x[x3 + i];
    }
  }

  /** y ← y + α·x, for n numbers from xi and yi on. */
  private static void axpy(int n, double alpha, double[] x, int xi, double[] y, int yi) {
    for (int i = 0; i < n; i++) {
      y[yi + i] += alpha * x[xi + i];
    }
  }

  /**
   * y ← b + W·x, each product added in the order of x; four rows at a time, since a single sum
   * waits for each of its additions.
   *
   * @param b one number a row
   * @param w rows of n numbers, one after the other
   * @param x n numbers
   * @param y one number a row; modified
   */
  static void affine(int rows, double[] b, double[] w, int n, double[] x, double[] y) {
    int r = 0;
    for (; r < rows - 3; r += 4) {
      affine4(r, b, w, n, x, y);
    }
    for (; r < rows; r++) {
      double sum = b[r];
      for (int i = 0; i < n; i++) {
        sum += w[r * n + i] * x[i];
      }
      y[r] = sum;
    }
  }

  /** y ← b + W·x, of the four rows from r on. */
  private static void affine4(int r, double[] b, double[] w, int n, double[] x, double[] y) {
    int w0 = r * n;
    int w1 = w0 + n;
    int w2 = w1 + n;
    int w3 = w2 + n;
    double s0 = b[r];
    double s1 = b[r + 1];
    double s2 = b[r + 2];
    double s3 = b[r + 3];
    for (int i = 0; i < n; i++) {
      s0 += w[w0 + i] * x[i];
      s1 += w[w1 + i] * x[i];
      s2 += w[w2 + i] * x[i];
      s3 += w[w3 + i] * x[i];
    }
    y[r] = s0;
    y[r + 1] = s1;
    y[r + 2] = s2;
    y[r + 3] = s3;
  }

  private static void affine1(int n, double beta, double alpha, double[] x, double[] y) {
    for (int i = 0; i < n; i++) {
      y[i] = beta + alpha * x[i];
    }
  }

  private static void affine2(
      int n, double beta, double alpha0, double[] x0, double alpha1, double[] x1, double[] y) {
    for (int i = 0; i < n; i++) {
      y[i] = beta + alpha0 * x0[i] + alpha1 * x1[i];
    }
  }

  /** y ← y + α·x, of the first n numbers. */
  static void add(int n, double alpha, double[] x, double[] y) {
    for (int i = 0; i < n; i++) {
      y[i] += alpha * x[i];
    }
  }

  /** y ← α·y, of the first n numbers. */
  static void scale(int n, double alpha, double[] y) {
    for (int i = 0; i < n; i++) {
      y[i] *= alpha;
    }
  }

  /**
   * y ← y + Σ αᵣ·xᵣ, added in the order of the rows, of which four share one way over y.
   *
   * @param alpha αᵣ
   * @param x rows of n numbers, none of them y
   * @param y n numbers
   */
  static void combine(int n, int rows, double[] alpha, double[][] x, double[] y) {
    int r = 0;
    for (; r < rows - 3; r += 4) {
      double a1 = alpha[r + 1];
      double a2 = alpha[r + 2];
      add4(n, alpha[r], x[r], a1, x[r + 1], a2, x[r + 2], alpha[r + 3], x[r + 3], y);
    }
    for (; r < rows; r++) {
      add(n, alpha[r], x[r], y);
    }
  }

  private static void add4(
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
   * d ← x·yᵣ + λ·w for every row, the sum as {@link #dot} forms it; two rows share one way over x.
   *
   * @param x n numbers from xi on
   * @param y rows of n numbers, one after the other from the first on
   * @param w one number a row, from di on
   * @param d one number a row, from di on; modified
   */
  static void dots(
      int n,
      double[] x,
      int xi,
      int rows,
      double[] y,
      double lambda,
      double[] w,
      double[] d,
      int di) {
    int r = 0;
    for (; r < rows - 1; r += 2) {
      dot2(n, x, xi, y, r * n, d, di + r);
    }
    if (r < rows) {
      d[di + r] = dot(n, x, xi, y, r * n);
    }
    for (int i = di; i < di + rows; i++) {
      d[i] += lambda * w[i];
    }
  }

  /** d ← x·y0, x·y1, of two rows of y from yi on. */
  private static void dot2(int n, double[] x, int xi, double[] y, int yi, double[] d, int di) {
    int yj = yi + n;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double t0 = 0;
    double t1 = 0;
    double t2 = 0;
    double t3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += x[xi + i] * y[yi + i];
      s1 += x[xi + i + 1] * y[yi + i + 1];
      s2 += x[xi + i + 2] * y[yi + i + 2];
      s3 += x[xi + i + 3] * y[yi + i + 3];
      t0 += x[xi + i] * y[yj + i];
      t1 += x[xi + i + 1] * y[yj + i + 1];
      t2 += x[xi + i + 2] * y[yj + i + 2];
      t3 += x[xi + i + 3] * y[yj + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[xi + i] * y[yi + i];
      t0 += x[xi + i] * y[yj + i];
    }
    d[di] = (s0 + s1) + (s2 + s3);
    d[di + 1] = (t0 + t1) + (t2 + t3);
  }

  /** Returns Σ x·y of n numbers from xi and yi on; x and y may be the same. */
  static double dot(int n, double[] x, int xi, double[] y, int yi) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += x[xi + i] * y[yi + i];
      s1 += x[xi + i + 1] * y[yi + i + 1];
      s2 += x[xi + i + 2] * y[yi + i + 2];
      s3 += x[xi + i + 3] * y[yi + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[xi + i] * y[yi + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Returns Σ x, added in order: where each bit is to be what it would be in a plain loop. */
  static double sumInOrder(double[] x) {
    double sum = 0;
    for (double number : x) {
      sum += number;
    }
    return sum;
  }

  /** x ← x / Σ x. */
  static void normalise(double[] x) {
    double sum = sumInOrder(x);
    for (int i = 0; i < x.length; i++) {
      x[i] /= sum;
    }
  }

  /** Returns Σ x of n numbers from xi on. */
  static double sum(int n, double[] x, int xi) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += x[xi + i];
      s1 += x[xi + i + 1];
      s2 += x[xi + i + 2];
      s3 += x[xi + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[xi + i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
