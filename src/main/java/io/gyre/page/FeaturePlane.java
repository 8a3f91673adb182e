package io.gyre.page;

import io.gyre.data.Fields;
import io.gyre.page.live.ValueRange;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A plane through the space of the numeric fields: two of them vary, the others stay at their mean.
 * Text fields are missing on it.
 *
 * @param x the path of the field that varies from left to right
 * @param y the path of the field that varies from bottom to top; may be x
 * @param low the lowest value of each of the two
 * @param high the highest value of each
 * @param centre the fixed values of numeric fields, by path, also those of x and y
 */
record FeaturePlane(String x, String y, double[] low, double[] high, Map<String, Double> centre) {

  private static final double MARGIN = 0.12; // on each side, as a share of the points' width

  /** Ranges that differ by less are shown at one scale, so that a circle stays round. */
  private static final double ALIKE = 1.5;

  /** A plane that the points fill to a smaller share is too large for them. */
  private static final double LEAST_FILLED = 0.7;

  /** Returns the plane of two of the fields that shows their points, with a margin. */
  static FeaturePlane of(Map<String, ValueRange> fields, String x, String y) {
    Map<String, Double> centre = new LinkedHashMap<>();
    fields.forEach((path, range) -> centre.put(path, range.mean()));
    ValueRange across = fields.get(x);
    ValueRange up = fields.get(y);
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

  FeaturePlane between(double[] lows, double[] highs) {
    return new FeaturePlane(x, y, lows, highs, centre);
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

  /**
   * Returns n × n places of the plane by their numbers, row by row from the bottom, each row from
   * the left, edges included; their paths are one array.
   */
  IntFunction<Fields> places(int n) {
    String[] paths = centre.keySet().toArray(String[]::new);
    double[] means = centre.values().stream().mapToDouble(v -> v).toArray();
    int first = Arrays.asList(paths).indexOf(x);
    int second = Arrays.asList(paths).indexOf(y);
    return i -> {
      double[] numbers = means.clone();
      numbers[second] = low[1] + i / n / (n - 1.0) * (high[1] - low[1]);
      // Last: where both are one field, it varies from left to right.
      numbers[first] = low[0] + i % n / (n - 1.0) * (high[0] - low[0]);
      return new Fields(paths, numbers, null);
    };
  }

  boolean hasOneField() {
    return x.equals(y);
  }
}
