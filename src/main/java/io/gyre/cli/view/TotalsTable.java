package io.gyre.cli.view;

import io.gyre.data.PrintableText;
import io.gyre.fold.state.LearnerReport;
import io.gyre.scoring.Metric;
import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.RareClasses;
import io.gyre.scoring.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows the total scores of learners: a table with a line for each. */
public final class TotalsTable {

  private static final Set<Shown> USUAL = EnumSet.of(Shown.ALWAYS, Shown.BASELINE);

  private TotalsTable() {}

  /**
   * Returns the table's lines, the first of them the headings. If learners mix others, each other
   * learner is shown with its weight in the last of them. Where classes are rare, the metrics for
   * them come first.
   */
  public static List<String> lines(List<LearnerReport> learners) {
    return lines(learners, MetricRegistry.numbers(Scope.TOTAL));
  }

  static List<String> lines(List<LearnerReport> learners, List<Metric<?>> metrics) {
    Map<String, Double> weights =
        learners.stream()
            .map(LearnerReport::weights)
            .filter(given -> !given.isEmpty())
            .reduce(Map.of(), (before, last) -> last);
    TableColumns<LearnerReport> columns =
        new TableColumns<LearnerReport>()
            .left("learner", 10, line -> PrintableText.of(line.settings().name()))
            .right("points", 9, line -> NumberText.count(line.counts().points()));
    boolean rare = learners.stream().anyMatch(learner -> RareClasses.areIn(learner.total()));
    (rare ? RareClasses.first(metrics) : metrics)
        .stream()
            .filter(metric -> USUAL.contains(metric.shown()) || (rare && RareClasses.leads(metric)))
            .forEach(score -> columns.right(score.name(), 8, line -> cell(score, line.total())));
    if (!weights.isEmpty()) {
      columns.right("weight", 6, line -> NumberText.weight(weights.get(line.settings().name())));
    }
    return columns.table(learners);
  }

  private static String cell(Metric<?> score, Map<String, Object> total) {
    return NumberText.score(
        score, total.get(score.name()) instanceof Double value && !value.isNaN() ? value : null);
  }
}
