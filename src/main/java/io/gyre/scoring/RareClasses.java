package io.gyre.scoring;

import io.gyre.scoring.Metric.Shown;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Labels of which one class is nearly all: then every learner has the accuracy of predicting it
 * always, and the metrics that rank points tell more.
 */
public final class RareClasses {

  private static final double NEARLY_ALL = 0.9;

  private RareClasses() {}

  /** Tells by the total scores whether the most frequent class is above 90 % of the labels. */
  public static boolean areIn(Map<String, ?> total) {
    return total != null
        && total.get(MetricRegistry.MOST_FREQUENT) instanceof Number share
        && share.doubleValue() > NEARLY_ALL;
  }

  /** Tells whether a metric leads where classes are rare. */
  public static boolean leads(Metric<?> metric) {
    return metric.sums() == OddsBins.KIND && metric.shown() != Shown.ON_REQUEST;
  }

  /** Returns metrics with those first that lead where classes are rare. */
  public static List<Metric<?>> first(List<Metric<?>> metrics) {
    return metrics.stream()
        .sorted(Comparator.comparing(metric -> !leads(metric))) // stable
        .toList();
  }
}
