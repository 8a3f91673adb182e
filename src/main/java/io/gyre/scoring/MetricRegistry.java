package io.gyre.scoring;

import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.Metric.Unit;
import java.util.List;
import java.util.function.Function;

/** The metrics, in the order in which they are shown. */
public final class MetricRegistry {

  /** The name of the share of the most frequent class among the labels. */
  public static final String MOST_FREQUENT = "most-frequent";

  private static final List<Metric<?>> METRICS =
      List.of(
          mean("accuracy", Unit.SHARE, Shown.ALWAYS, CostAndHitSums.RIGHT),
          Metric.number("kappa", Unit.NONE, Shown.ALWAYS, ConfusionSums.KIND, ConfusionSums::kappa),
          mean("last-label", Unit.SHARE, Shown.ALWAYS, CostAndHitSums.LAST_LABEL),
          mean("majority", Unit.SHARE, Shown.ALWAYS, CostAndHitSums.MAJORITY),
          onRequest(MOST_FREQUENT, Unit.SHARE, ConfusionSums.KIND, ConfusionSums::mostFrequent)
              .in(Scope.TOTAL),
          inDetail("kappa-temporal", CostAndHitSums.KIND, CostAndHitSums::kappaTemporal),
          inDetail("macro-f1", ConfusionSums.KIND, ConfusionSums::macroF1),
          // Not faded: bins that fade are no whole numbers, and 2,000 of them 18 kB at each commit.
          inDetail("auc", ProbabilityBins.KIND, ProbabilityBins::auc).in(Scope.WINDOW, Scope.TOTAL),
          ranking("average-precision", OddsBins::averagePrecision),
          ranking("recall-at-1-percent", OddsBins::recallAtOnePercent),
          onRequest("positive-share", Unit.SHARE, OddsBins.KIND, OddsBins::positiveShare)
              .in(Scope.TOTAL),
          mean("cost", Unit.NATS, Shown.IN_DETAIL, CostAndHitSums.COST),
          // Not in a window: bins of few points are far off by chance.
          onRequest(
                  "calibration-error",
                  Unit.NONE,
                  ConfidenceBins.KIND,
                  ConfidenceBins::calibrationError)
              .in(Scope.FADED, Scope.TOTAL),
          Metric.table("calibration", ConfidenceBins.KIND, ConfidenceBins::curve)
              .in(Scope.FADED, Scope.TOTAL),
          onRequest(
                  ScopedMetrics.BEFORE_LABELS,
                  Unit.NONE,
                  BeforeLabelsSum.KIND,
                  BeforeLabelsSum::count)
              .in(Scope.TOTAL),
          Metric.table("recall", ConfusionSums.KIND, ConfusionSums::recall),
          Metric.table("precision", ConfusionSums.KIND, ConfusionSums::precision),
          Metric.table("precision-recall", OddsBins.KIND, OddsBins::curve)
              .in(Scope.FADED, Scope.TOTAL),
          // Whole numbers: only where each point counts 1.
          Metric.table("confusion", ConfusionSums.KIND, ConfusionSums::table).in(Scope.TOTAL));

  private MetricRegistry() {}

  private static Metric<CostAndHitSums> mean(String name, Unit unit, Shown shown, int sum) {
    return Metric.number(name, unit, shown, CostAndHitSums.KIND, sums -> sums.mean(sum));
  }

  private static <S extends Sums> Metric<S> inDetail(
      String name, Sums.Kind<S> sums, Function<S, Double> formula) {
    return Metric.number(name, Unit.NONE, Shown.IN_DETAIL, sums, formula);
  }

  private static <S extends Sums> Metric<S> onRequest(
      String name, Unit unit, Sums.Kind<S> sums, Function<S, Double> formula) {
    return Metric.number(name, unit, Shown.ON_REQUEST, sums, formula);
  }

  /** Not in a window, which often holds no positive. */
  private static Metric<?> ranking(String name, Function<OddsBins, Double> formula) {
    return inDetail(name, OddsBins.KIND, formula).in(Scope.FADED, Scope.TOTAL);
  }

  /** Returns the metrics that are one number in a scope. */
  public static List<Metric<?>> numbers(Scope scope) {
    return METRICS.stream()
        .filter(metric -> metric.isNumber() && metric.scopes().contains(scope))
        .toList();
  }

  /** Returns all metrics. */
  public static List<Metric<?>> metrics() {
    return METRICS;
  }
}
