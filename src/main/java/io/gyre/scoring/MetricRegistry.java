package io.gyre.scoring;

import java.util.List;

/** The metrics, in the order in which they are shown. */
public final class MetricRegistry {

  private static final List<Metric<?>> METRICS =
      List.of(
          new Cost(),
          new Accuracy(),
          new LastLabel(),
          new Majority(),
          new Kappa(),
          new KappaTemporal(),
          new MacroF1(),
          new Auc(),
          new CalibrationError(),
          new Recall(),
          new Precision(),
          new Confusion());

  private MetricRegistry() {}

  /** All metrics. */
  public static List<Metric<?>> metrics() {
    return METRICS;
  }
}
