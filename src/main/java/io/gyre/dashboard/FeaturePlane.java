package io.gyre.dashboard;

import io.gyre.dashboard.page.ValueRange;
import io.gyre.data.Fields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plane through the space of the numeric fields: two of them vary, the others rest at their mean.
 * Fields that are text are missing on it.
 *
 * @param x the path of the field that varies from left to right
 * @param y the path of the field that varies from bottom to top; may be x
 * @param low lowest value of each of the two
 * @param high highest value of each
 * @param centre the values at which numeric fields rest, by path, those of x and y too
 */
record FeaturePlane(String x, String y, double[] low, double[] high, Map<String, Double> centre) {

  /** The margin on each side of the points, as a share of their width. */
  private static final double MARGIN = 0.12;

  /** Ranges that differ by less are shown at one scale, so that a circle stays round. */
  private static final double ALIKE = 1.5;

  /** A plane that the points fill to a smaller share is too large for them. */
  private static final double LEAST_FILLED = 0.7;

  /**
   * Returns the plane that shows the points, with a margin.
   *
   * @param x one of the fields
   * @param y one of the fields
   */
  static FeaturePlane of(NumericFields fields, String x, String y) {
    Map<String, Double> centre = new LinkedHashMap<>();
    fields.ranges().forEach((path, range) -> centre.put(path, range.mean()));
    ValueRange across = fields.ranges().get(x);
    ValueRange up = fields.ranges().get(y);
    double[] reach = {across.reach(), up.reach()};
    double wider = Math.max(reach[0], reach[1]);
    if (wider < ALIKE * Math.min(reach[0], reach[1])) {
      Arrays.fill(reach, wider);
    }
    double share = 1 + 2 * MARGIN;
    return new FeaturePlane(
        x,
        y,
        new double[] {across.middle() - share * reach[0], up.middle() - share * reach[1]},
        new double[] {across.middle() + share * reach[0], up.middle() + share * reach[1]},
        centre);
  }

  /** Returns this plane between other ends, two of each. */
  FeaturePlane between(double[] lows, double[] highs) {
    return new FeaturePlane(x, y, lows.clone(), highs.clone(), centre);
  }

  /**
   * Returns the plane between these ends if it shows the points as well, else this one: a plane
   * that follows every new point would tremble.
   */
  FeaturePlane steadied(double[] lows, double[] highs) {
    for (int axis = 0; axis < 2; axis++) {
      double points = (high[axis] - low[axis]) / (1 + 2 * MARGIN);
      boolean shown =
          low[axis] + MARGIN * points >= lows[axis] && high[axis] - MARGIN * points <= highs[axis];
      if (!shown || points < LEAST_FILLED * (highs[axis] - lows[axis])) {
        return this;
      }
    }
    return between(lows, highs);
  }

  /** The places of a plane, as points whose paths are one array. */
  interface Places {
    /** Returns a place, each coordinate 0 to 1, from the left and from the bottom. */
    Fields at(double right, double up);
  }

  Places places() {
    String[] paths = centre.keySet().toArray(String[]::new);
    double[] means = centre.values().stream().mapToDouble(v -> v).toArray();
    int first = Arrays.asList(paths).indexOf(x);
    int second = Arrays.asList(paths).indexOf(y);
    return (right, up) -> {
      double[] numbers = means.clone();
      numbers[second] = low[1] + up * (high[1] - low[1]);
      // Last: where both are one field, it varies from left to right.
      numbers[first] = low[0] + right * (high[0] - low[0]);
      return new Fields(paths, numbers, null);
    };
  }

  /** Whether one field varies alone. */
  boolean isLine() {
    return x.equals(y);
  }
}
