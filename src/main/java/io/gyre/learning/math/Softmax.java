package io.gyre.learning.math;

/**
 * The softmax pₖ = e^zₖ / Σ e^zⱼ from the logits z, less the largest of them, so that it stays
 * finite at any |z|.
 */
public final class Softmax {

  private Softmax() {}

  /**
   * Computes probabilities for an answer, by {@link StrictMath}.
   *
   * @param z logits, finite, not modified
   * @param k how many, 1 or more
   * @param p filled: k numbers; may be z
   */
  public static void of(double[] z, int k, double[] p) {
    double largest = largest(z, k);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      p[i] = StrictMath.exp(z[i] - largest);
      sum += p[i];
    }
    for (int i = 0; i < k; i++) {
      p[i] /= sum;
    }
  }

  /**
   * Replaces logits by probabilities, each to within a few 2⁻⁵³, in vectorised loops.
   *
   * @param z logits, 1 or more, finite, overwritten
   */
  public static void vectorised(double[] z) {
    double largest = largest(z, z.length);
    for (int i = 0; i < z.length; i++) {
      z[i] = Exponential.ofNegative(z[i] - largest);
    }
    LoopKernels.normalise(z);
  }

  /**
   * Computes ln Σ e^zₖ.
   *
   * @param k how many, 1 or more
   */
  public static double logSum(double[] z, int k) {
    double largest = largest(z, k);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      sum += StrictMath.exp(z[i] - largest);
    }
    return largest + StrictMath.log(sum);
  }

  private static double largest(double[] z, int k) {
    double largest = z[0];
    for (int i = 1; i < k; i++) {
      largest = Math.max(largest, z[i]);
    }
    return largest;
  }

  /**
   * Replaces logits by probabilities, as {@link #vectorised} does, in loops along the points.
   *
   * @param z K rows of B logits, overwritten
   * @param rows K, 1 or more
   * @param points B
   * @param buffer B numbers, overwritten
   */
  public static void columns(double[][] z, int rows, int points, double[] buffer) {
    System.arraycopy(z[0], 0, buffer, 0, points);
    for (int r = 1; r < rows; r++) {
      largest(points, z[r], buffer);
    }
    for (int r = 0; r < rows; r++) {
      exponentials(points, z[r], buffer);
    }
    System.arraycopy(z[0], 0, buffer, 0, points);
    for (int r = 1; r < rows; r++) {
      LoopKernels.add(points, 1, z[r], buffer);
    }
    for (int r = 0; r < rows; r++) {
      divide(points, z[r], buffer);
    }
  }

  private static void largest(int n, double[] z, double[] largest) {
    for (int i = 0; i < n; i++) {
      largest[i] = Math.max(largest[i], z[i]);
    }
  }

  private static void exponentials(int n, double[] z, double[] largest) {
    for (int i = 0; i < n; i++) {
      z[i] = Exponential.ofNegative(z[i] - largest[i]);
    }
  }

  private static void divide(int n, double[] z, double[] sum) {
    for (int i = 0; i < n; i++) {
      z[i] /= sum[i];
    }
  }
}
