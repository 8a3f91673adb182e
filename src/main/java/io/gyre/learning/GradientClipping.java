package io.gyre.learning;

/** g ← g · min(1, limit / ‖g‖), over all parameters together (Pascanu et al. 2013). */
final class GradientClipping {

  /** Between these a sum of squares has lost nothing to overflow or underflow. */
  private static final double TINY = 1e-200;

  private static final double HUGE = 1e300;

  private GradientClipping() {}

  /**
   * Scales a gradient down if its Euclidean norm is larger than the limit; modifies it.
   *
   * @param limit above 0, or 0 for none
   */
  static void limit(double[][] gradient, double limit) {
    if (limit == 0) {
      return;
    }
    double squares = 0;
    for (double[] g : gradient) {
      squares += LoopKernels.dot(g.length, g, 0, g, 0);
    }
    if (squares > TINY && squares < HUGE) {
      limit(gradient, limit, Math.sqrt(squares), 1);
    } else {
      limitExtreme(gradient, limit);
    }
  }

  /** ‖g‖ = largest · √Σ(g / largest)², whose squares neither overflow nor vanish. */
  private static void limitExtreme(double[][] gradient, double limit) {
    double largest = largest(gradient);
    if (largest == 0) {
      return;
    }
    double sum = 0;
    for (double[] g : gradient) {
      for (double value : g) {
        sum += (value / largest) * (value / largest);
      }
    }
    limit(gradient, limit, Math.sqrt(sum), largest);
  }

  /** Scales the gradient to the limit if its norm, root·unit, is larger. */
  private static void limit(double[][] gradient, double limit, double root, double unit) {
    if (unit * root > limit) {
      double factor = limit / unit / root;
      for (double[] g : gradient) {
        for (int i = 0; i < g.length; i++) {
          g[i] *= factor;
        }
      }
    }
  }

  private static double largest(double[][] gradient) {
    double largest = 0;
    for (double[] g : gradient) {
      for (double value : g) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }
}
