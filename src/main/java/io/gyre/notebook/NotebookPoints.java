package io.gyre.notebook;

import io.gyre.data.Label;
import io.gyre.data.NumpyRandom;
import io.gyre.data.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * The dataset of the teaching notebook: two spiral arms, drawn with numpy's generator.
 *
 * <p>For arm j of 2 and i of N points per arm, with ε standard normal:
 *
 * <pre>
 *  r = linspace(0, 1, N)[i]
 *  t = linspace(4.2·j, 4.2·(j+1), N)[i] + 0.2·ε
 *  x = (r·sin t, r·cos t),  label = j
 * </pre>
 *
 * <p>Equal to numpy's own to 1e-15: sine, cosine and logarithm differ in the last bit between
 * languages. Source: the notebook, after cs231n.github.io/neural-networks-case-study.
 */
public final class NotebookPoints {

  private static final int ARMS = 2;
  private static final double ARM_ANGLE = 4.2;
  private static final double NOISE = 0.2;

  private NotebookPoints() {}

  /**
   * Draws all points of arm 0, then all of arm 1, each from the centre outwards, without ids.
   *
   * @param seed as {@link NumpyRandom} takes it; the notebook's is 42
   * @param pointsPerArm N, 1 or more; the notebook's is 400
   * @throws io.gyre.GyreException for another seed
   */
  public static List<Point> draw(long seed, int pointsPerArm) {
    NumpyRandom random = new NumpyRandom(seed);
    List<Point> points = new ArrayList<>(ARMS * pointsPerArm);
    for (int arm = 0; arm < ARMS; arm++) {
      for (int i = 0; i < pointsPerArm; i++) {
        double radius = linspace(0, 1, pointsPerArm, i);
        double angle =
            linspace(arm * ARM_ANGLE, (arm + 1) * ARM_ANGLE, pointsPerArm, i)
                + random.nextGaussian() * NOISE;
        double[] x = {radius * StrictMath.sin(angle), radius * StrictMath.cos(angle)};
        points.add(new Point(null, x, Label.of(arm)));
      }
    }
    return points;
  }

  /** Returns numpy's {@code linspace(from, to, n)[i]}, with its rounding. */
  private static double linspace(double from, double to, int n, int i) {
    if (n == 1) {
      return from;
    }
    // The last one is exact by decree; i·step + from would miss it by a rounding.
    return i == n - 1 ? to : i * ((to - from) / (n - 1)) + from;
  }
}
