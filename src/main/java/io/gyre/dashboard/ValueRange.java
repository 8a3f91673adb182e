package io.gyre.dashboard;

import java.util.Arrays;

/**
 * Where the values of a numeric field lie.
 *
 * @param low the lowest
 * @param high the highest
 * @param mean of those in between
 */
record ValueRange(double low, double high, double mean) {

  /**
   * Values farther from the middle half of all than three times its width are left out of sight.
   */
  private static final double FENCE = 3;

  /** Of a field of which nothing is known. */
  static final ValueRange UNKNOWN = new ValueRange(-1, 1, 0);

  /**
   * Returns the range of values of which there is at least one, without those far from the others.
   *
   * @param values modified: they are sorted
   */
  static ValueRange of(double[] values) {
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

  /** Returns the range of three deviations around a mean. */
  static ValueRange around(double mean, double deviation) {
    double middle = EventSerializer.narrow(mean);
    double reach = EventSerializer.narrow(3 * deviation);
    return new ValueRange(middle - reach, middle + reach, middle);
  }

  double middle() {
    return (low + high) / 2;
  }

  /** Half its width; 1 where there is none. */
  double reach() {
    return high > low ? (high - low) / 2 : 1;
  }
}
