package io.gyre.learning;

/**
 * m ← β1·m + (1−β1)·g, v ← β2·v + (1−β2)·g², θ ← θ − α·(m/(1−β1ᵗ)) / (√(v/(1−β2ᵗ)) + ε) (Kingma and
 * Ba 2015, algorithm 1, with its constants).
 */
final class Adam implements Optimiser {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** From these steps on 1 − β1ᵗ and 1 − β2ᵗ are exactly 1: βᵗ is less than 2⁻⁵³. */
  static final long CORRECTED1 = 400;

  static final long CORRECTED2 = 40_000;

  private final double learningRate; // α

  Adam(TrainingSettings settings) {
    learningRate = settings.learningRate();
  }

  @Override
  public int moments() {
    return 2;
  }

  @Override
  public void step(int n, double[] theta, double[] g, double[][] moments, long t) {
    double[] m = moments[0];
    double[] v = moments[1];
    double correction1 = t < CORRECTED1 ? 1 - power(BETA1, t) : 1;
    double correction2 = t < CORRECTED2 ? 1 - power(BETA2, t) : 1;
    for (int k = 0; k < n; k++) {
      m[k] = BETA1 * m[k] + (1 - BETA1) * g[k];
      v[k] = BETA2 * v[k] + (1 - BETA2) * g[k] * g[k];
      theta[k] -= learningRate * (m[k] / correction1) / (Math.sqrt(v[k] / correction2) + EPSILON);
    }
  }

  /**
   * Computes βᵗ by squaring, for 0 < β < 1: relative error about t·2⁻⁵³, of which at most 4e-14 is
   * left in 1 − βᵗ, for βᵗ vanishes as t grows. {@code StrictMath.pow} allocates 96 bytes.
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
