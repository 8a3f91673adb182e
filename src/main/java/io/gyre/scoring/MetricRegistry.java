package io.gyre.scoring;

import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.Metric.Unit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The metrics, in the order in which they are shown. */
public final class MetricRegistry {

  /** The name of the share of the most frequent class among the labels. */
  public static final String MOST_FREQUENT = "most-frequent";

  private static final Metric<?> BEFORE_LABELS =
      onRequest(
              ScopedMetrics.BEFORE_LABELS, Unit.COUNT, BeforeLabelsSum.KIND, BeforeLabelsSum::count)
          .in(Scope.TOTAL)
          .means("Answered before any label", "Points answered before any label was learned");

  private static final List<Metric<?>> METRICS =
      List.of(
          mean("accuracy", Unit.SHARE, Shown.ALWAYS, CostAndHitSums.RIGHT)
              .means("Accuracy", "Share of points predicted correctly"),
          Metric.number("kappa", Unit.NONE, Shown.ALWAYS, ConfusionSums.KIND, ConfusionSums::kappa)
              .means("Kappa", "From guessing by the classes' frequencies (0) to all right (1)"),
          mean("last-label", Unit.SHARE, Shown.BASELINE, CostAndHitSums.LAST_LABEL)
              .means("Always “same as last”", "Share whose class is that of the last label"),
          mean("majority", Unit.SHARE, Shown.BASELINE, CostAndHitSums.MAJORITY)
              .means("Always the most frequent", "Share whose class is the most frequent so far"),
          onRequest(MOST_FREQUENT, Unit.SHARE, ConfusionSums.KIND, ConfusionSums::mostFrequent)
              .in(Scope.TOTAL)
              .means("Share of the most frequent", "The most frequent class's share of the labels"),
          inDetail("kappa-temporal", CostAndHitSums.KIND, CostAndHitSums::kappaTemporal)
              .means("Kappa temporal", "From always repeating the last label (0) to all right (1)"),
          inDetail("macro-f1", ConfusionSums.KIND, ConfusionSums::macroF1)
              .means("Macro F1", "Mean of the classes' harmonic mean of precision and recall"),
          // Not faded: bins that fade are no whole numbers, and 2,000 of them 18 kB at each commit.
          inDetail("auc", ProbabilityBins.KIND, ProbabilityBins::auc)
              .in(Scope.WINDOW, Scope.TOTAL)
              .means("AUC", "Area under the ROC curve, with two classes"),
          ranking("average-precision", OddsBins::averagePrecision)
              .means(
                  "Average precision",
                  "How pure the points are that are taken first for the rare class; a guess has its share"),
          ranking("recall-at-1-percent", OddsBins::recallAtOnePercent)
              .means(
                  "Recall at 1 % false",
                  "Share of the rare class that is found while 1 % of the others are taken for it"),
          onRequest("positive-share", Unit.SHARE, OddsBins.KIND, OddsBins::positiveShare)
              .in(Scope.TOTAL)
              .means("Share of the positive", "The positive class's share of the labels"),
          mean("cost", Unit.NATS, Shown.IN_DETAIL, CostAndHitSums.COST)
              .means("Cost", "Mean cross-entropy in nats"),
          // Not in a window: bins of few points are far off by chance.
          onRequest(
                  "calibration-error",
                  Unit.ERROR,
                  ConfidenceBins.KIND,
                  ConfidenceBins::calibrationError)
              .in(Scope.FADED, Scope.TOTAL)
              .means("Calibration error", "Distance of the probabilities from what comes true"),
          Metric.table("calibration", ConfidenceBins.KIND, ConfidenceBins::curve)
              .in(Scope.FADED, Scope.TOTAL)
              .means("Calibration", "What comes true, by the largest probability"),
          BEFORE_LABELS,
          Metric.table("recall", ConfusionSums.KIND, ConfusionSums::recall)
              .means("Recall", "Share of a class that is found"),
          Metric.table("precision", ConfusionSums.KIND, ConfusionSums::precision)
              .means("Precision", "Share of the predictions of a class that are right"),
          Metric.table("precision-recall", OddsBins.KIND, OddsBins::curve)
              .in(Scope.FADED, Scope.TOTAL)
              .means("Precision and recall", "Precision over recall of the positive class"),
          // Whole numbers: only where each point counts 1.
          Metric.table("confusion", ConfusionSums.KIND, ConfusionSums::table)
              .in(Scope.TOTAL)
              .means("Confusion", "Points by label and prediction"));

  private static final List<Metric<?>> METRICS_OF_AMOUNTS =
      List.of(
          amount("gain", Unit.NONE, Shown.ALWAYS, AmountSums::gain)
              .means("Gain", "From as good as the better baseline (0) to no error (1)"),
          amount("r2", Unit.NONE, Shown.ALWAYS, AmountSums::r2)
              .means("R²", "From as good as the mean of all labels (0) to no error (1)"),
          amount("mae", Unit.AMOUNT, Shown.ALWAYS, sums -> sums.meanError(AmountSums.SAID))
              .means("Mean error", "Mean distance from the label"),
          baseline("last-label-mae", sums -> sums.meanError(AmountSums.LAST))
              .means("Mean error of “same as last”", "Mean distance of the last label"),
          baseline("mean-so-far-mae", sums -> sums.meanError(AmountSums.AVERAGE))
              .means("Mean error of the mean", "Mean distance of the mean of all labels"),
          amount("rmse", Unit.AMOUNT, Shown.ALWAYS, sums -> sums.rootOfSquares(AmountSums.SAID))
              .means("RMSE", "Root of the mean squared distance from the label"),
          baseline("last-label-rmse", sums -> sums.rootOfSquares(AmountSums.LAST))
              .means("RMSE of “same as last”", "That of the last label"),
          baseline("mean-so-far-rmse", sums -> sums.rootOfSquares(AmountSums.AVERAGE))
              .means("RMSE of the mean", "That of the mean of all labels"),
          amount("wape", Unit.SHARE, Shown.IN_DETAIL, AmountSums::weightedPercentageError)
              .means("Error of the sum", "All distances as a share of all labels' sizes"),
          amount("coverage", Unit.SHARE, Shown.ALWAYS, AmountSums::coverage)
              .means("Coverage", "Share of the labels that are within their interval"),
          amount("width", Unit.AMOUNT, Shown.ALWAYS, AmountSums::width)
              .means("Width", "Mean width of the intervals"),
          amount("limited", Unit.COUNT, Shown.ON_REQUEST, AmountSums::limited)
              .in(Scope.TOTAL)
              .means("Limited labels", "Labels that were scored as ten deviations off"),
          BEFORE_LABELS);

  private MetricRegistry() {}

  private static Metric<AmountSums> amount(
      String name, Unit unit, Shown shown, Function<AmountSums, Double> formula) {
    return Metric.number(name, unit, shown, AmountSums.KIND, formula);
  }

  private static Metric<AmountSums> baseline(String name, Function<AmountSums, Double> formula) {
    return amount(name, Unit.AMOUNT, Shown.BASELINE, formula);
  }

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

  /** Returns the metrics of classes, or of amounts, that are one number in a scope. */
  public static List<Metric<?>> numbers(Scope scope, boolean ofAmounts) {
    return metrics(ofAmounts).stream()
        .filter(metric -> metric.isNumber() && metric.scopes().contains(scope))
        .toList();
  }

  /** Returns all metrics that are one number in a scope. */
  public static List<Metric<?>> numbers(Scope scope) {
    return Stream.of(false, true)
        .flatMap(ofAmounts -> numbers(scope, ofAmounts).stream())
        .distinct()
        .toList();
  }

  /** Returns the metrics of classes, or of amounts. */
  public static List<Metric<?>> metrics(boolean ofAmounts) {
    return ofAmounts ? METRICS_OF_AMOUNTS : METRICS;
  }

  /** Returns all metrics. */
  public static List<Metric<?>> metrics() {
    return Stream.concat(METRICS.stream(), METRICS_OF_AMOUNTS.stream()).distinct().toList();
  }
}
