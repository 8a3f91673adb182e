package io.gyre.scoring;

import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.Metric.Unit;
import java.util.List;
import java.util.function.Function;

/** The metrics, in the order in which they are shown. */
public final class MetricRegistry {

  /** Share of the points that were predicted rightly, in [0, 1]. */
  static final Metric<CostAndHitSums> ACCURACY = share("accuracy", CostAndHitSums::accuracy);

  /** Accuracy of the baseline that predicts the last label known. */
  private static final Metric<CostAndHitSums> LAST_LABEL =
      share("last-label", CostAndHitSums::lastLabel);

  /** Accuracy of the baseline that predicts the most frequent class. */
  private static final Metric<CostAndHitSums> MAJORITY =
      share("majority", CostAndHitSums::majority);

  /** Mean cross-entropy in nats. */
  static final Metric<CostAndHitSums> COST =
      Metric.number("cost", Unit.NATS, Shown.IN_DETAIL, CostAndHitSums.KIND, CostAndHitSums::cost);

  /** For the 20 most frequent labels, the share of its points for which it was predicted. */
  private static final Metric<ConfusionSums> RECALL =
      Metric.byClass("recall", ConfusionSums.KIND, PerClassRatios::recall);

  /** For the 20 most frequent labels, the share of its predictions that were right. */
  private static final Metric<ConfusionSums> PRECISION =
      Metric.byClass("precision", ConfusionSums.KIND, PerClassRatios::precision);

  private static final List<Metric<?>> METRICS =
      List.of(
          ACCURACY,
          new Kappa(),
          LAST_LABEL,
          MAJORITY,
          new KappaTemporal(),
          new MacroF1(),
          new Auc(),
          COST,
          new CalibrationError(),
          new CalibrationError.Curve(),
          RECALL,
          PRECISION,
          new Confusion());

  private MetricRegistry() {}

  private static Metric<CostAndHitSums> share(String name, Function<CostAndHitSums, Double> value) {
    return Metric.number(name, Unit.SHARE, Shown.ALWAYS, CostAndHitSums.KIND, value);
  }

  /** Those that are one number in a scope. */
  public static List<Metric<?>> numbers(Scope scope) {
    return METRICS.stream()
        .filter(metric -> metric.isNumber() && metric.scopes().contains(scope))
        .toList();
  }

  /** All metrics. */
  public static List<Metric<?>> metrics() {
    return METRICS;
  }
}
