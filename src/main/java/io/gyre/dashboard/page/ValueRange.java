package io.gyre.dashboard.page;

import java.util.Arrays;

/**
 * Where the values of a numeric field lie.
 *
 * @param low the lowest
 * @param high the highest
 * @param mean of those in between
 */
public record ValueRange(double low, double high, double mean) {

  /**
   * Values farther from the middle half of all than three times its width are left out of sight.
   */
  private static final double FENCE = 3;

  /** A constant is shown in a range of this share of it, far wider than rounding. */
  private static final double LEAST_SHARE = 1e-6;

  /**
   * Returns the range of values of which there is at least one, without those far from the others.
   *
   * @param values modified: they are sorted
   */
  public static ValueRange of(double[] values) {
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

  /** Half its width; where there is none 1, or enough for the ends to differ. */
  public double reach() {
    return high > low ? (high - low) / 2 : Math.max(1, LEAST_SHARE * Math.abs(middle()));
  }
}
