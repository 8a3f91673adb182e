package io.gyre.learning.optimiser;

/**
 * m ← β1·m + (1−β1)·g, v ← β2·v + (1−β2)·g², θ ← θ − α·(m/(1−β1ᵗ)) / (√(v/(1−β2ᵗ)) + ε) (Kingma and
 * Ba 2015, algorithm 1, with its constants; computed as the end of their section 2 says, where
 * √(1−β2ᵗ) is taken out of the root).
 */
final class Adam implements Optimiser {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** From these steps on 1 − β1ᵗ and 1 − β2ᵗ are exactly 1: βᵗ is less than 2⁻⁵³. */
  static final long CORRECTED1 = 400;

  static final long CORRECTED2 = 40_000;

  private final double learningRate; // α

  /** The step that rate and epsilon are corrected for: θ ← θ − rate·m / (√v + epsilon). */
  private long correctedStep;

  private double rate;
  private double epsilon;

  Adam(double learningRate) {
    this.learningRate = learningRate;
  }

  @Override
  public int moments() {
    return 2;
  }

  @Override
  public void step(double[][] arrays, double[] g, long t) {
    if (t != correctedStep) {
      correct(t);
    }
    step(g.length, arrays[0], g, arrays[1], arrays[2], rate, epsilon);
  }

  private void correct(long t) {
    double correction1 = t < CORRECTED1 ? 1 - power(BETA1, t) : 1;
    double root2 = t < CORRECTED2 ? Math.sqrt(1 - power(BETA2, t)) : 1;
    rate = learningRate * root2 / correction1;
    epsilon = EPSILON * root2;
    correctedStep = t;
  }

  /** One division and one root a number, both vectorised, are most of the time. */
  private static void step(
      int n, double[] theta, double[] g, double[] m, double[] v, double rate, double epsilon) {
    for (int k = 0; k < n; k++) {
      m[k] = BETA1 * m[k] + (1 - BETA1) * g[k];
      v[k] = BETA2 * v[k] + (1 - BETA2) * g[k] * g[k];
      theta[k] -= rate * m[k] / (Math.sqrt(v[k]) + epsilon);
    }
  }

  /**
   * Computes βᵗ by squaring, for 0 < β < 1: relative error about t·2⁻⁵³, but at most 4e-14 in 1 −
   * βᵗ, since βᵗ vanishes as t grows. {@code StrictMath.pow} allocates 96 bytes.
   */
  static double power(double beta, long t) {
    double result = 1;
    for (double square = beta; t > 0; t >>= 1, square *= square) {
      if ((t & 1) == 1) {
        result *= square;
      }
    }
    return result;
  }
}
