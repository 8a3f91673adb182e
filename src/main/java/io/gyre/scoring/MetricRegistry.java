package io.gyre.scoring;

import java.util.List;

/** The metrics, in the order in which they are shown. */
public final class MetricRegistry {

  /** Mean cross-entropy in nats. */
  static final Metric<CostAndHitSums> COST =
      Metric.number("cost", CostAndHitSums.KIND, CostAndHitSums::cost);

  /** Share of the points that were predicted rightly, in [0, 1]. */
  static final Metric<CostAndHitSums> ACCURACY =
      Metric.number("accuracy", CostAndHitSums.KIND, CostAndHitSums::accuracy);

  /** Accuracy of the baseline that predicts the last label known. */
  private static final Metric<CostAndHitSums> LAST_LABEL =
      Metric.number("last-label", CostAndHitSums.KIND, CostAndHitSums::lastLabel);

  /** Accuracy of the baseline that predicts the most frequent class. */
  private static final Metric<CostAndHitSums> MAJORITY =
      Metric.number("majority", CostAndHitSums.KIND, CostAndHitSums::majority);

  /** For the 20 most frequent labels, the share of its points for which it was predicted. */
  private static final Metric<ConfusionSums> RECALL =
      Metric.byClass("recall", ConfusionSums.KIND, PerClassRatios::recall);

  /** For the 20 most frequent labels, the share of its predictions that were right. */
  private static final Metric<ConfusionSums> PRECISION =
      Metric.byClass("precision", ConfusionSums.KIND, PerClassRatios::precision);

  private static final List<Metric<?>> METRICS =
      List.of(
          COST,
          ACCURACY,
          LAST_LABEL,
          MAJORITY,
          new Kappa(),
          new KappaTemporal(),
          new MacroF1(),
          new Auc(),
          new CalibrationError(),
          new CalibrationError.Curve(),
          RECALL,
          PRECISION,
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
