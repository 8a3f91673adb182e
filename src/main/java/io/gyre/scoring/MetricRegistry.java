package io.gyre.scoring;

import java.util.List;

/** The metrics, in the order in which they are shown. */
public final class MetricRegistry {

  private static final List<Metric<?>> METRICS =
      List.of(
          new LogLoss(),
          new Accuracy(),
          new LastLabelAccuracy(),
          new MajorityAccuracy(),
          new Kappa(),
          new KappaTemporal(),
          new MacroF1(),
          new Auc(),
          new CalibrationError(),
          new Recall(),
          new Precision(),
          new Confusion());

  private MetricRegistry() {}

  /** The names of those that are one number in a scope. */
  public static List<String> numbers(Scope scope) {
    return METRICS.stream()
        .filter(metric -> metric.isNumber() && metric.scopes().contains(scope))
        .map(Metric::name)
        .toList();
  }

  /** All metrics. */
  public static List<Metric<?>> metrics() {
    return METRICS;
  }
}
