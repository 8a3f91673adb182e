package io.gyre.dashboard;

import java.util.Arrays;
import java.util.List;

/**
 * A plane through the space of the features: two of them vary, the others rest at their mean.
 *
 * @param first the feature that varies from left to right
 * @param second the feature that varies from bottom to top
 * @param low lowest value of each of the two
 * @param high highest value of each
 * @param centre D, the values at which the other features rest
 */
record FieldOfView(int first, int second, double[] low, double[] high, double[] centre) {

  private static final double MARGIN = 0.12;

  /** Share of the points left out at each end, so that one monster does not shrink all others. */
  private static final double TRIM = 0.005;

  /**
   * Returns the plane that shows the given points, with a margin.
   *
   * @param features D; samples with another number are left out
   */
  static FieldOfView of(List<Sample> samples, int features, int first, int second) {
    List<Sample> fitting = samples.stream().filter(s -> s.features().length == features).toList();
    double[] centre = new double[features];
    for (Sample sample : fitting) {
      for (int d = 0; d < features; d++) {
        centre[d] += sample.features()[d] / fitting.size();
      }
    }
    double[] low = new double[2];
    double[] high = new double[2];
    int[] axes = {first, second};
    for (int axis = 0; axis < 2; axis++) {
      int d = axes[axis];
      double[] values = fitting.stream().mapToDouble(s -> s.features()[d]).sorted().toArray();
      int cut = (int) (values.length * TRIM);
      double least = values.length == 0 ? -1 : values[cut];
      double most = values.length == 0 ? 1 : values[values.length - 1 - cut];
      double margin = most > least ? (most - least) * MARGIN : 1;
      low[axis] = least - margin;
      high[axis] = most + margin;
    }
    return new FieldOfView(first, second, low, high, centre);
  }

  /** Returns the point at a place, each coordinate 0 to 1, from the left and from the bottom. */
  double[] at(double right, double up) {
    double[] x = Arrays.copyOf(centre, centre.length);
    x[first] = low[0] + right * (high[0] - low[0]);
    if (second != first) {
      x[second] = low[1] + up * (high[1] - low[1]);
    }
    return x;
  }
}
