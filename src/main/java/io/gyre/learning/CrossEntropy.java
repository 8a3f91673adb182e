package io.gyre.learning;

/**
 * The sigmoid and the cross-entropy, both from the logit z, so that they stay finite at any |z|.
 *
 * <p>From the probability p alone, −log(p) is infinite as soon as p rounds to 0, at z ≈ −745.
 */
public final class CrossEntropy {

  private CrossEntropy() {}

  /**
   * Computes σ(z) = 1 / (1 + e^−z), in [0, 1] for every z.
   *
   * <p>The exponential is taken of −|z| only, so it never overflows.
   */
  public static double sigmoid(double logit) {
    double e = StrictMath.exp(-Math.abs(logit));
    return logit >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  /**
   * Replaces the first n logits by σ(z) = ½ + ½·tanh(z/2), for gradients: there its distance from 0
   * or 1 is all that matters, and 2⁻⁵³ is near enough. A vectorised loop.
   */
  static void sigmoids(double[] logits, int n) {
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
   * @return 0 or more; finite
   */
  public static double cost(double logit, int label) {
    return Math.max(logit, 0) - label * logit + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
  }
}
