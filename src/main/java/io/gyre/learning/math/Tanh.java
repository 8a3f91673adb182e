package io.gyre.learning.math;

/**
 * The hyperbolic tangent, tanh x = −E / (E + 2) with E = e⁻²ˣ − 1 from {@link Exponential}: the
 * same bits on every machine, and vectorised.
 *
 * <p>The result is within 6 units in the last place of {@link StrictMath#tanh} (half a unit on
 * average), within [−1, 1], and ±1 from |x| = 20 on. NaN stays NaN. It takes a tenth of the time of
 * {@link StrictMath#tanh}.
 */
public final class Tanh {

  /** Beyond, 1 − tanh |x| is less than half a unit in the last place of 1. */
  private static final double SATURATED = 20;

  private static final double SCALE = -0.0625; // −2/2⁵

  private Tanh() {}

  /** Computes tanh x. */
  public static double of(double x) {
    return ofScaled(scaled(x));
  }

  /** Replaces the first n numbers by their tanh: in two loops, which the JVM compiles better. */
  public static void of(double[] values, int n) {
    for (int i = 0; i < n; i++) {
      values[i] = scaled(values[i]);
    }
    for (int i = 0; i < n; i++) {
      values[i] = ofScaled(values[i]);
    }
  }

  /**
   * Replaces the first n numbers of rows by their tanh: one after the other in one array, since the
   * JVM vectorises long loops only.
   *
   * @param count how many rows
   * @param buffer count·n numbers, overwritten
   */
  public static void of(double[][] rows, int count, int n, double[] buffer) {
    if (count == 1) {
      of(rows[0], n);
      return;
    }
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows[i], 0, buffer, i * n, n);
    }
    of(buffer, count * n);
    for (int i = 0; i < count; i++) {
      System.arraycopy(buffer, i * n, rows[i], 0, n);
    }
  }

  private static double scaled(double x) {
    return Math.max(-SATURATED, Math.min(SATURATED, x)) * SCALE;
  }

  private static double ofScaled(double r) {
    double e = Exponential.minusOne(r);
    return -e / (e + 2);
  }
}
