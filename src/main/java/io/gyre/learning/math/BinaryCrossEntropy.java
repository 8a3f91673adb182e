package io.gyre.learning.math;

/**
 * Two classes: the sigmoid and the cross-entropy, both from the logit z, so that they stay finite
 * at any |z|.
 *
 * <p>From the probability p alone, −log(p) is infinite as soon as p rounds to 0, at z ≈ −745.
 */
public final class BinaryCrossEntropy {

  private BinaryCrossEntropy() {}

  /** Computes e^−|z|, in [0, 1]: what takes longest of both, and is the same in both. */
  public static double exponential(double logit) {
    return StrictMath.exp(-Math.abs(logit));
  }

  /** Computes σ(z) = 1 / (1 + e^−z), in [0, 1] for every z. */
  public static double sigmoid(double logit) {
    return sigmoid(logit, exponential(logit));
  }

  /**
   * Computes σ(z).
   *
   * @param exponential that of z
   */
  public static double sigmoid(double logit, double exponential) {
    return (logit >= 0 ? 1 : exponential) / (1 + exponential);
  }

  /**
   * Replaces the first n logits by σ(z) = ½ + ½·tanh(z/2), for gradients: there its distance from 0
   * or 1 is all that matters, and 2⁻⁵³ is near enough. A vectorised loop.
   */
  public static void sigmoids(double[] logits, int n) {
    for (int i = 0; i < n; i++) {
      logits[i] = 0.5 + 0.5 * Tanh.of(0.5 * logits[i]);
    }
  }

  /**
   * Computes the loss of one point, −y·log σ(z) − (1−y)·log(1−σ(z)) = max(z, 0) − y·z + log(1 +
   * e^−|z|).
   *
   * @param logit z, finite
   * @param label y, 0 or 1
   * @param exponential that of z
   * @return 0 or more; finite
   */
  public static double cost(double logit, int label, double exponential) {
    return Math.max(logit, 0) - label * logit + StrictMath.log1p(exponential);
  }
}
