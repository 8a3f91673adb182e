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
   * @param count how many arrays there are
   * @param limit above 0, or 0 for no limit
   * @return the norm it has now; infinite or NaN if one of its numbers is
   */
  public static double limit(double[][] gradient, int count, double limit) {
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += LoopKernels.dot(gradient[i].length, gradient[i], gradient[i]);
    }
    // ‖g‖ = unit · √squares
    double unit = 1;
    if (!(squares > TINY && squares < HUGE)) {
      unit = largest(gradient, count);
      if (unit == 0 || !Double.isFinite(unit)) {
        return unit;
      }
      squares = squaresOfShares(gradient, count, unit);
    }
    double root = Math.sqrt(squares);
    double norm = unit * root;
    if (limit == 0 || norm <= limit) {
      return norm;
    }
    for (int i = 0; i < count; i++) {
      LoopKernels.scale(gradient[i].length, limit / unit / root, gradient[i]);
    }
    return limit;
  }

  /** Computes Σ(g / largest)², whose squares neither overflow nor vanish. */
  private static double squaresOfShares(double[][] gradient, int count, double largest) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      for (double number : gradient[i]) {
        double share = number / largest;
        sum += share * share;
      }
    }
    return sum;
  }

  private static double largest(double[][] gradient, int count) {
    double largest = 0;
    for (int i = 0; i < count; i++) {
      for (double number : gradient[i]) {
        largest = Math.max(largest, Math.abs(number));
      }
    }
    return largest;
  }
}
