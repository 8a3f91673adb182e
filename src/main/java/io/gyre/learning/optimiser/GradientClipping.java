package io.gyre.learning.optimiser;

import io.gyre.learning.math.LoopKernels;

/** g ← g · min(1, limit / ‖g‖), over all parameters together (Pascanu et al. 2013). */
public final class GradientClipping {

  /** Between these a sum of squares has lost nothing to overflow or underflow. */
  private static final double TINY = 1e-200;

  private static final double HUGE = 1e300;

  private GradientClipping() {}

  /**
   * Scales a gradient down if its Euclidean norm is larger than the limit; modifies it.
   *
   * @param sizes how many numbers of each array count
   * @param count how many arrays there are
   * @param limit above 0, or 0 for none
   * @return whether it is finite; true without a limit
   */
  public static boolean limit(double[][] gradient, int[] sizes, int count, double limit) {
    if (limit == 0) {
      return true;
    }
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += LoopKernels.dot(sizes[i], gradient[i], gradient[i]);
    }
    if (squares > TINY && squares < HUGE) {
      limit(gradient, sizes, count, limit, Math.sqrt(squares), 1);
      return true;
    }
    return limitExtreme(gradient, sizes, count, limit);
  }

  /** ‖g‖ = largest · √Σ(g / largest)², whose squares neither overflow nor vanish. */
  private static boolean limitExtreme(double[][] gradient, int[] sizes, int count, double limit) {
    double largest = largest(gradient, sizes, count);
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest == 0;
    }
    double sum = 0;
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < sizes[k]; i++) {
        double share = gradient[k][i] / largest;
        sum += share * share;
      }
    }
    limit(gradient, sizes, count, limit, Math.sqrt(sum), largest);
    return true;
  }

  /** Scales the gradient to the limit if its norm, root·unit, is larger. */
  private static void limit(
      double[][] gradient, int[] sizes, int count, double limit, double root, double unit) {
    if (unit * root > limit) {
      double factor = limit / unit / root;
      for (int k = 0; k < count; k++) {
        double[] g = gradient[k];
        for (int i = 0; i < sizes[k]; i++) {
          g[i] *= factor;
        }
      }
    }
  }

  private static double largest(double[][] gradient, int[] sizes, int count) {
    double largest = 0;
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < sizes[k]; i++) {
        largest = Math.max(largest, Math.abs(gradient[k][i]));
      }
    }
    return largest;
  }
}
