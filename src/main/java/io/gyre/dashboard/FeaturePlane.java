package io.gyre.dashboard;

import io.gyre.topic.Parameters.Scaling;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A plane through the space of the features: two of them vary, the others rest at their mean.
 *
 * @param first the feature that varies from left to right
 * @param second the feature that varies from bottom to top
 * @param low lowest value of each of the two
 * @param high highest value of each
 * @param centre D, the values at which the other features rest
 */
record FeaturePlane(int first, int second, double[] low, double[] high, double[] centre) {

  /** Of a plane's width, on each side of the points. */
  private static final double MARGIN = 0.12;

  /**
   * Values farther from the middle half of all than three times its width are left out of sight.
   */
  private static final double FENCE = 3;

  /** Ranges that differ by less are shown at one scale, so that a circle stays round. */
  private static final double ALIKE = 1.5;

  /** A plane that the points fill to a smaller share is too large for them. */
  private static final double LEAST_FILLED = 0.7;

  /** The values of one feature that count: their ends and their mean. */
  private record Range(double low, double high, double mean) {

    /** Returns the range of values of which there is at least one. */
    static Range of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int quarter = (sorted.length - 1) / 4;
      double first = sorted[quarter];
      double third = sorted[sorted.length - 1 - quarter];
      double reach = third > first ? FENCE * (third - first) : Double.POSITIVE_INFINITY;
      double[] within =
          Arrays.stream(sorted).filter(v -> v >= first - reach && v <= third + reach).toArray();
      double mean = Arrays.stream(within).map(v -> v / within.length).sum();
      return new Range(within[0], within[within.length - 1], mean);
    }

    double middle() {
      return (low + high) / 2;
    }

    /** Half its width; 1 where there is none. */
    double reach() {
      return high > low ? (high - low) / 2 : 1;
    }
  }

  /**
   * Returns the plane that shows the given points, with a margin.
   *
   * @param features D; samples with another number are left out
   * @param scaling where points are when there are no samples; may be null
   */
  static FeaturePlane of(
      List<AnsweredPoint> samples, int features, int first, int second, Scaling scaling) {
    List<double[]> points =
        samples.stream()
            .map(sample -> sample.fields().numbers())
            .filter(x -> x != null && x.length == features)
            .toList();
    // No number is beyond a float's, so that no difference is infinite.
    IntFunction<Range> range =
        d ->
            Range.of(
                points.isEmpty()
                    ? guessed(scaling, d)
                    : points.stream().mapToDouble(x -> EventSerializer.narrow(x[d])).toArray());
    double[] centre = new double[features];
    Arrays.setAll(centre, d -> range.apply(d).mean);
    Range across = range.apply(first);
    Range up = range.apply(second);
    double[] reach = {across.reach(), up.reach()};
    double wider = Math.max(reach[0], reach[1]);
    if (wider < ALIKE * Math.min(reach[0], reach[1])) {
      Arrays.fill(reach, wider);
    }
    double share = 1 + 2 * MARGIN;
    return new FeaturePlane(
        first,
        second,
        new double[] {across.middle() - share * reach[0], up.middle() - share * reach[1]},
        new double[] {across.middle() + share * reach[0], up.middle() + share * reach[1]},
        centre);
  }

  /**
   * Without a point to be seen: three deviations around the mean, if a learner knows them. Those of
   * numbers alone are known, of which there may be fewer than features.
   */
  private static double[] guessed(Scaling scaling, int d) {
    if (scaling == null || scaling.count() == 0 || d >= scaling.mean().length) {
      return new double[] {-1, 1};
    }
    double mean = EventSerializer.narrow(scaling.mean()[d]);
    double reach = EventSerializer.narrow(3 * scaling.deviation()[d]);
    return new double[] {mean - reach, mean + reach};
  }

  /** Returns this plane between other ends, two of each. */
  FeaturePlane between(double[] lows, double[] highs) {
    return new FeaturePlane(first, second, lows.clone(), highs.clone(), centre);
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
