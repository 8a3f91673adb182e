package io.gyre.data;

import io.gyre.GyreException;

/**
 * Draws the numbers of numpy's legacy generator ({@code numpy.random.seed}, {@code rand}, {@code
 * randn}). Doubles are equal bit for bit. Gaussians are equal in 499 of 500 draws and else within
 * two units in the last place, because numpy takes the logarithm of the C library. Not thread-safe.
 *
 * <p>Source: M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), mt19937ar.c;
 * numpy {@code random/src/mt19937} and {@code random/src/legacy/legacy-distributions.c}.
 */
public final class NumpyRandom {

  /** The largest seed: numpy's legacy generator takes 32 bits. */
  public static final long MAX_SEED = 0xFFFF_FFFFL;

  private static final int N = 624;
  private static final int M = 397;
  private static final int UPPER_BIT = 0x8000_0000;
  private static final int LOWER_BITS = 0x7FFF_FFFF;

  private static final double SQRT2 = 1.4142135623730951;

  /** ln 2 in two parts; the first has few enough bits for k times it to be exact. */
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
  private static final int LAST_POWER = 25; // s² ≤ 0.0295: the first term left out is below 2⁻⁶⁰

  private final int[] state = new int[N];
  private int position;
  private double keptGaussian;
  private boolean hasKeptGaussian;

  /** Starts the sequence of a seed, 0 to {@link #MAX_SEED}; refuses any other. */
  public NumpyRandom(long seed) {
    if (seed < 0 || seed > MAX_SEED) {
      throw new GyreException(
          "seed: found %d, expected an integer from 0 to %d, as numpy's legacy generator does"
              .formatted(seed, MAX_SEED));
    }
    // init_genrand, not init_by_array: numpy seeds so when given one 32-bit integer.
    state[0] = (int) seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** Returns the next double, uniform in [0, 1), with 53 random bits. */
  public double nextDouble() {
    int high = nextInt() >>> 5;
    int low = nextInt() >>> 6;
    return (high * 0x1p26 + low) / 0x1p53; // 27 and 26 bits
  }

  /**
   * Returns the next standard normal number, by Marsaglia's polar method: for a point (x1, x2)
   * uniform in the unit disc, with r2 = x1² + x2², both x1·f and x2·f are standard normal, where f
   * = √(−2 ln r2 / r2).
   */
  public double nextGaussian() {
    if (hasKeptGaussian) {
      hasKeptGaussian = false;
      return keptGaussian;
    }
    double x1;
    double x2;
    double r2;
    do {
      x1 = 2 * nextDouble() - 1;
      x2 = 2 * nextDouble() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 == 0);
    double f = StrictMath.sqrt(-2 * logarithm(r2) / r2);
    // numpy hands out the second first.
    keptGaussian = f * x1;
    hasKeptGaussian = true;
    return f * x2;
  }

  private int nextInt() {
    int i = position;
    position = (i + 1) % N;
    // A number of the next round is made when it is drawn: of many seeds few are.
    int mixed = (state[i] & UPPER_BIT) | (state[position] & LOWER_BITS);
    state[i] = state[(i + M) % N] ^ (mixed >>> 1) ^ ((mixed & 1) == 0 ? 0 : 0x9908_B0DF);
    int y = state[i];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9D2C_5680;
    y ^= (y << 15) & 0xEFC6_0000;
    return y ^ (y >>> 18);
  }

  /**
   * Returns ln x, for a finite x > 0 that is not subnormal, to within 0.52 units in the last place,
   * the same on every machine. {@link StrictMath#log} may be off by one whole unit, which would
   * miss numpy's gaussians by two.
   */
  static double logarithm(double x) {
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
    return sum + ((k == 0 ? 0 : 2 * s - (sum - high)) + rest);
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
