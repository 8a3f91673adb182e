package io.gyre.learning;

/**
 * Adds what columns contribute to the squared distances of a stretch of points from one point. All
 * arrays are indexed by the place of a point, which is what lets the JVM vectorise the loops.
 *
 * <p>Of numbers it is d ← d + (x·s − q)², column after column, where s is 1/σ and q what x·s is for
 * the one point. The kernels differ in what else they care for; where nothing is limited or missing
 * all give the same bits.
 */
final class DistanceKernels {

  private DistanceKernels() {}

  /** One column without missing values, none beyond the limits. */
  static void add1(double[] d, int from, int to, double[] x, double s, double q) {
    for (int i = from; i < to; i++) {
      double t = x[i] * s - q;
      d[i] += t * t;
    }
  }

  /** As {@link #add1}, of two columns. */
  static void add2(
      double[] d,
      int from,
      int to,
      double[] x0,
      double s0,
      double q0,
      double[] x1,
      double s1,
      double q1) {
    for (int i = from; i < to; i++) {
      double t0 = x0[i] * s0 - q0;
      double t1 = x1[i] * s1 - q1;
      d[i] = d[i] + t0 * t0 + t1 * t1;
    }
  }

  /** As {@link #add1}, of the four columns from c on. */
  static void add4(double[] d, int from, int to, double[][] x, double[] s, double[] q, int c) {
    add4(
        d, from, to, x[c], x[c + 1], x[c + 2], x[c + 3], s[c], s[c + 1], s[c + 2], s[c + 3], q[c],
        q[c + 1], q[c + 2], q[c + 3]);
  }

  private static void add4(
      double[] d,
      int from,
      int to,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      double s0,
      double s1,
      double s2,
      double s3,
      double q0,
      double q1,
      double q2,
      double q3) {
    for (int i = from; i < to; i++) {
      double t0 = x0[i] * s0 - q0;
      double t1 = x1[i] * s1 - q1;
      double t2 = x2[i] * s2 - q2;
      double t3 = x3[i] * s3 - q3;
      d[i] = d[i] + t0 * t0 + t1 * t1 + t2 * t2 + t3 * t3;
    }
  }

  /**
   * One column with missing values, none beyond the limits.
   *
   * @param x 0 where it is missing
   * @param missing 1 where it is missing, else 0
   * @param m μ/σ, what a missing value becomes
   */
  static void addMissing(
      double[] d, int from, int to, double[] x, double s, double q, double[] missing, double m) {
    for (int i = from; i < to; i++) {
      double t = x[i] * s + missing[i] * m - q;
      d[i] += t * t;
    }
  }

  /** One column, limited to low…high; three times slower, since Math.min is. */
  static void addLimited(
      double[] d, int from, int to, double[] x, double s, double q, double low, double high) {
    for (int i = from; i < to; i++) {
      double t = Math.max(low, Math.min(high, x[i] * s)) - q;
      d[i] += t * t;
    }
  }

  /** As {@link #addMissing}, limited to low…high. */
  static void addMissingLimited(
      double[] d,
      int from,
      int to,
      double[] x,
      double s,
      double q,
      double[] missing,
      double m,
      double low,
      double high) {
    for (int i = from; i < to; i++) {
      double t = Math.max(low, Math.min(high, x[i] * s + missing[i] * m)) - q;
      d[i] += t * t;
    }
  }

  /** Where codes differ, adds 1 and, where neither is below 0, another 1. */
  static void addTexts(int[] d, int from, int to, int[] codes, int code) {
    for (int i = from; i < to; i++) {
      int x = codes[i] ^ code;
      int differs = (x | -x) >>> 31;
      d[i] += differs + (differs & ~((codes[i] | code) >> 31));
    }
  }

  /** As {@link #addTexts}, of four columns without a code below 0. */
  static void addTexts4(
      int[] d,
      int from,
      int to,
      int[] codes0,
      int code0,
      int[] codes1,
      int code1,
      int[] codes2,
      int code2,
      int[] codes3,
      int code3) {
    for (int i = from; i < to; i++) {
      int x0 = codes0[i] ^ code0;
      int x1 = codes1[i] ^ code1;
      int x2 = codes2[i] ^ code2;
      int x3 = codes3[i] ^ code3;
      // Of x ≥ 0 the sign of −x tells whether it is 0.
      d[i] += 2 * ((-x0 >>> 31) + (-x1 >>> 31) + (-x2 >>> 31) + (-x3 >>> 31));
    }
  }

  /** Where flags of 0 and 1 differ, adds 1. */
  static void addFlags(int[] d, int from, int to, int[] flags, int flag) {
    for (int i = from; i < to; i++) {
      d[i] += flags[i] ^ flag;
    }
  }

  /** Adds 1 to each. */
  static void addOne(int[] d, int from, int to) {
    for (int i = from; i < to; i++) {
      d[i]++;
    }
  }

  /**
   * Adds to each leaf four times the least that a column contributes to the squared distance of one
   * of its points: nothing if x·s may be q, else that of the nearer limit.
   *
   * @param least the least x of each leaf
   * @param greatest the greatest x of each leaf
   */
  static void addBounds(
      double[] d, int leaves, double[] least, double[] greatest, double s, double q) {
    for (int i = 0; i < leaves; i++) {
      double below = least[i] * s - q;
      double above = q - greatest[i] * s;
      // Of a and |a| the sum is exactly 2a or 0; at most one of the two is above 0.
      double t = (below + Math.abs(below)) + (above + Math.abs(above));
      d[i] += t * t;
    }
  }

  /** Adds to each leaf the least that a text adds to a distance of one of its points. */
  static void addTextBounds(int[] d, int leaves, int[] least, int[] greatest, int code) {
    for (int i = 0; i < leaves; i++) {
      int differs = ((code - least[i]) >>> 31) | ((greatest[i] - code) >>> 31);
      d[i] += differs + (differs & ~((least[i] | code) >> 31));
    }
  }
}
