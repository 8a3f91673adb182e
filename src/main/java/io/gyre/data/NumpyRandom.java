package io.gyre.data;

import io.gyre.GyreException;

/**
 * Draws the numbers that numpy's legacy generator draws ({@code numpy.random.seed}, {@code rand},
 * {@code randn}), so that a notebook's data and initial weights can be had without numpy.
 *
 * <p>Doubles are equal bit for bit. Gaussians are so in 499 of 500 draws and else within two units
 * in the last place, for numpy takes the logarithm of the C library.
 *
 * <p>Not thread-safe.
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

  private final int[] state = new int[N];
  private int position;
  private double keptGaussian;
  private boolean hasKeptGaussian;

  /**
   * Starts the sequence of a seed.
   *
   * @param seed 0 to {@link #MAX_SEED}
   * @throws GyreException for any other seed
   */
  public NumpyRandom(long seed) {
    if (seed < 0 || seed > MAX_SEED) {
      throw new GyreException(
          "seed: found "
              + seed
              + ", expected an integer from 0 to "
              + MAX_SEED
              + ", as numpy's legacy generator does");
    }
    // init_genrand, not init_by_array: numpy seeds so when given one 32-bit integer.
    state[0] = (int) seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
    position = N;
  }

  /** Returns the next double, uniform in [0, 1), with 53 random bits. */
  public double nextDouble() {
    int high = nextInt() >>> 5;
    int low = nextInt() >>> 6;
    // (27 bits · 2^26 + 26 bits) / 2^53
    return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
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
    double f = StrictMath.sqrt(-2 * Logarithm.of(r2) / r2);
    // numpy hands out the second first.
    keptGaussian = f * x1;
    hasKeptGaussian = true;
    return f * x2;
  }

  private int nextInt() {
    if (position == N) {
      twist();
    }
    int y = state[position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9D2C_5680;
    y ^= (y << 15) & 0xEFC6_0000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < N; i++) {
      int y = (state[i] & UPPER_BIT) | (state[(i + 1) % N] & LOWER_BITS);
      int twisted = (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908_B0DF);
      state[i] = state[(i + M) % N] ^ twisted;
    }
    position = 0;
  }
}
