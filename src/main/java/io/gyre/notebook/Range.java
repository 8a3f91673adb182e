package io.gyre.notebook;

import io.gyre.data.Point;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * An interval on an axis.
 *
 * @param from the left or lower end
 * @param to the right or upper end, above {@code from}
 */
record Range(double from, double to) {

  /** Returns the range of a feature over the points; one around it where all are equal. */
  static Range of(List<Point> points, int feature) {
    DoubleSummaryStatistics statistics =
        points.stream().mapToDouble(point -> point.features()[feature]).summaryStatistics();
    double min = statistics.getMin();
    double max = statistics.getMax();
    return max > min ? new Range(min, max) : new Range(min - 0.5, max + 0.5);
  }

  double length() {
    return to - from;
  }
}
