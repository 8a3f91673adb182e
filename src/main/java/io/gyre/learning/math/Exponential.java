package io.gyre.learning.math;

/**
 * The exponential, which the JVM can vectorise. It uses only +, −, ×, ÷, min and max, so IEEE 754
 * and Java's semantics fix every bit of it, on every machine and JVM, in vectorised and other
 * loops.
 *
 * <pre>
 *  E(r) = eʳ − 1 = r + r²/2! + … + r¹¹/11!      |r| ≤ 1.25
 *  E(2r) = E(r)² + 2·E(r)                       five times, as far as 32·r
 * </pre>
 *
 * <p>Doubling E instead of eʳ keeps the relative precision of a small E. The error of the series
 * near the ends of the range vanishes together with e³²ʳ itself.
 */
public final class Exponential {

  private static final double VANISHED = -40; // e⁻⁴⁰ is less than 2⁻⁵³, the smallest change to 1
  private static final double SCALE = 1.0 / 32;

  private Exponential() {}

  /**
   * Computes eˣ to within 2⁻⁵¹, not to within a share of itself: for gradients.
   *
   * @param x 0 or less
   */
  public static double ofNegative(double x) {
    return 1 + minusOne(Math.max(VANISHED, x) * SCALE);
  }

  /**
   * Computes e³²ʳ − 1.
   *
   * @param r −1.25 to 1.25
   */
  static double minusOne(double r) {
    double p = 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 1.0 / 2;
    double e = r + r * r * p;
    e = e * e + (e + e);
    e = e * e + (e + e);
    e = e * e + (e + e);
    e = e * e + (e + e);
    return e * e + (e + e);
  }
}
