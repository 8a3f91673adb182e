package io.gyre.learning.math;

/** The sigmoid of two classes, from the logit z, finite at any |z|. */
public final class Sigmoid {

  private Sigmoid() {}

  /** Computes σ(z) = 1 / (1 + e^−z), in [0, 1] for every z. */
  public static double sigmoid(double logit) {
    double exponential = StrictMath.exp(-Math.abs(logit));
    return (logit >= 0 ? 1 : exponential) / (1 + exponential);
  }

  /**
   * Replaces the first n logits by σ(z) = ½ + ½·tanh(z/2), for gradients: there only its distance
   * from 0 or 1 matters, and 2⁻⁵³ is near enough. A vectorised loop.
   */
  public static void sigmoids(double[] logits, int n) {
    for (int i = 0; i < n; i++) {
      logits[i] = 0.5 + 0.5 * Tanh.of(0.5 * logits[i]);
    }
  }
}
