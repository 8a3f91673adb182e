package io.gyre.data;

/**
 * The natural logarithm to within 0.52 units in the last place, the same on every machine.
 *
 * <p>{@link StrictMath#log} may be off by one whole unit, and then numpy's gaussians (whose C
 * library rounds as well as this) would be missed by two.
 */
final class Logarithm {

  private static final double SQRT2 = 1.4142135623730951;

  /** ln 2 in two parts; the first has few enough bits for k times it to be exact. */
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  /** Enough for s² at most 0.0295: the first term left out is below 2⁻⁶⁰. */
  private static final int LAST_POWER = 25;

  private Logarithm() {}

  /**
   * Returns ln x.
   *
   * @param x positive, finite and not subnormal
   */
  static double of(double x) {
    // x = m·2^k with m in [√½, √2]
    int k = Math.getExponent(x);
    double m = Math.scalb(x, -k);
    if (m > SQRT2) {
      m /= 2;
      k++;
    }
    // ln m = 2·artanh s = 2s + 2s·(s²/3 + s⁴/5 + …) with s = (m−1)/(m+1), to twice a double's bits
    double numerator = m - 1;
    double denominator = m + 1;
    double denominatorRest = m - (denominator - 1);
    double s = numerator / denominator;
    double sRest = (Math.fma(-s, denominator, numerator) - s * denominatorRest) / denominator;
    double rest = 2 * sRest + 2 * s * tail(s * s) + k * LN2_LOW;
    // k·ln 2 is zero or the larger of the two: their sum's rounding error is exact this way.
    double high = k * LN2_HIGH;
    double sum = high + 2 * s;
    double lost = k == 0 ? 0 : 2 * s - (sum - high);
    return sum + (lost + rest);
  }

  /** Returns s²/3 + s⁴/5 + s⁶/7 + …, by Horner's rule. */
  private static double tail(double s2) {
    double sum = 0;
    for (int power = LAST_POWER; power >= 3; power -= 2) {
      sum = s2 * (1.0 / power + sum);
    }
    return sum;
  }
}
