package io.gyre.dashboard.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Numbers the metrics that curves can be drawn of, in the order in which they appear: those that
 * are a single number. A number once given stays. Belongs to {@link DashboardState}, whose lock
 * guards it.
 */
final class ChartMetricIndex {

  /** Anyone can write other names onto the topic, so there is a limit. */
  private static final int MOST = 40;

  /** How many points were scored, by all metrics or by one: of no use as a curve. */
  private static final Pattern COUNT = Pattern.compile("n(-.*)?");

  private final List<String> metrics = new ArrayList<>();

  /** The metrics, by their numbers; a copy. */
  List<String> metrics() {
    return List.copyOf(metrics);
  }

  /**
   * Returns the values of the metrics by their numbers, NaN where one is not a number; those that
   * have not been seen before are numbered first.
   */
  double[] values(Map<String, Object> scores) {
    scores.forEach(this::number);
    double[] values = new double[metrics.size()];
    Arrays.setAll(
        values,
        i -> scores.get(metrics.get(i)) instanceof Number value ? value.doubleValue() : Double.NaN);
    return values;
  }

  private void number(String metric, Object value) {
    boolean isNew =
        value instanceof Number && !COUNT.matcher(metric).matches() && !metrics.contains(metric);
    if (isNew && metrics.size() < MOST) {
      metrics.add(metric);
    }
  }
}
