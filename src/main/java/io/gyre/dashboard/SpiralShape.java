package io.gyre.dashboard;

import io.gyre.data.Label;
import java.util.Collection;
import java.util.List;

/**
 * Tells whether points are the notebook's two-arm spiral, turned by any angle and with either label
 * on either arm: for it alone the page draws what the notebook reached. A spiral of more arms is
 * another.
 *
 * <p>On an arm, angle − 4.2·radius is constant up to the noise. With residuals ρ of one label's
 * points, |mean e^(iρ)| is e^(−σ²/2) = 0.98 at the notebook's noise σ = 0.2, and about 0 for points
 * anywhere.
 */
final class SpiralShape {

  private static final List<Label> ARMS = List.of(Label.of(0), Label.of(1));
  private static final double TURN = 4.2;
  private static final double TIGHT = 0.85;
  private static final int ENOUGH = 30;

  /** Share of the points that may lie elsewhere or bear another label: anybody may send one. */
  private static final double STRAY = 0.02;

  private SpiralShape() {}

  static boolean of(Collection<AnsweredPoint> samples) {
    double[] real = new double[2];
    double[] imaginary = new double[2];
    int[] count = new int[2];
    int outside = 0;
    for (AnsweredPoint sample : samples) {
      double[] x = sample.features();
      if (x.length != 2) {
        return false;
      }
      int arm = ARMS.indexOf(sample.label());
      if (Math.hypot(x[0], x[1]) > 1 || (arm < 0 && sample.label() != null)) {
        outside++;
      } else if (arm >= 0) {
        double residual = Math.atan2(x[0], x[1]) - TURN * Math.hypot(x[0], x[1]);
        real[arm] += Math.cos(residual);
        imaginary[arm] += Math.sin(residual);
        count[arm]++;
      }
    }
    return outside <= STRAY * samples.size()
        && tight(real[0], imaginary[0], count[0])
        && tight(real[1], imaginary[1], count[1]);
  }

  private static boolean tight(double real, double imaginary, int count) {
    return count >= ENOUGH && Math.hypot(real, imaginary) / count > TIGHT;
  }
}
