package io.gyre.page.live;

import io.gyre.data.Fields;
import io.gyre.page.state.AnsweredPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lowest and highest value of a numeric field, and the mean of those in between. */
public record ValueRange(double low, double high, double mean) {

  /** Values farther from the middle half of all than this many times its width are left out. */
  private static final double FENCE = 3;

  /** The width of a constant's range as a share of it, far wider than rounding. */
  private static final double LEAST_SHARE = 1e-6;

  /**
   * Returns the ranges of fields that are a number in half of the points that have them, by path.
   */
  public static Map<String, ValueRange> of(List<AnsweredPoint> points) {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (AnsweredPoint point : points) {
      Fields fields = point.fields();
      for (int i = 0; i < fields.size(); i++) {
        if (!fields.missing(i)) {
          all.computeIfAbsent(fields.path(i), path -> new ArrayList<>()).add(fields.number(i));
        }
      }
    }
    Map<String, ValueRange> ranges = new LinkedHashMap<>();
    all.forEach(
        (path, values) -> {
          double[] numbers =
              values.stream().filter(v -> !v.isNaN()).mapToDouble(ValueRange::clamp).toArray();
          if (numbers.length > 0 && 2 * numbers.length >= values.size()) {
            ranges.put(path, of(numbers));
          }
        });
    return ranges;
  }

  /**
   * Returns the range of values, without those far from the others.
   *
   * @param values at least one; modified: they are sorted
   */
  private static ValueRange of(double[] values) {
    Arrays.sort(values);
    int quarter = (values.length - 1) / 4;
    double first = values[quarter];
    double third = values[values.length - 1 - quarter];
    double reach = third > first ? FENCE * (third - first) : Double.POSITIVE_INFINITY;
    double[] within =
        Arrays.stream(values).filter(v -> v >= first - reach && v <= third + reach).toArray();
    double mean = Arrays.stream(within).map(v -> v / within.length).sum();
    return new ValueRange(within[0], within[within.length - 1], mean);
  }

  /** Returns a number within those of a float, so that no difference of two is infinite. */
  public static double clamp(double value) {
    return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }

  public double middle() {
    return (low + high) / 2;
  }

  /** Returns half its width; for a width of 0, 1 or enough for the ends to differ. */
  public double reach() {
    return high > low ? (high - low) / 2 : Math.max(1, LEAST_SHARE * Math.abs(middle()));
  }
}
