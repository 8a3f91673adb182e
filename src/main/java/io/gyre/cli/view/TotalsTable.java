package io.gyre.cli.view;

import io.gyre.cli.view.Columns.Column;
import io.gyre.data.PrintableText;
import io.gyre.scoring.Metric;
import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import io.gyre.topic.Metrics;
import java.util.ArrayList;
import java.util.List;

/** How learners did in all: a table with a line for each. */
public final class TotalsTable {

  private TotalsTable() {}

  /**
   * Returns the table's lines, the first of them the headings. If one is a blend, the weight that
   * it gives stands beside each other learner.
   *
   * @param learners the last figures of each, in the order of the table
   */
  public static List<String> lines(List<Metrics> learners) {
    return lines(learners, MetricRegistry.numbers(Scope.TOTAL));
  }

  static List<String> lines(List<Metrics> learners, List<Metric<?>> metrics) {
    List<Metric<?>> scores = metrics.stream().filter(m -> m.shown() == Shown.ALWAYS).toList();
    boolean blended = learners.stream().anyMatch(learner -> !learner.weights().isEmpty());
    MemberWeights weights = new MemberWeights();
    learners.forEach(learner -> weights.note("", learner));
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left("learner", 10));
    columns.add(Column.right("points", 9));
    scores.forEach(score -> columns.add(Column.right(score.name(), 8)));
    if (blended) {
      columns.add(Column.right("weight", 6));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Metrics learner : learners) {
      List<String> cells = row(learner, scores);
      if (blended) {
        cells.add(NumberText.weight(weights.of("", learner)));
      }
      rows.add(cells);
    }
    return new Columns(columns).table(rows);
  }

  private static List<String> row(Metrics metrics, List<Metric<?>> scores) {
    List<String> cells = new ArrayList<>();
    cells.add(PrintableText.of(metrics.learner()));
    cells.add(NumberText.count(metrics.totals().points()));
    scores.forEach(score -> cells.add(NumberText.score(score, total(metrics, score.name()))));
    return cells;
  }

  private static Double total(Metrics metrics, String score) {
    return metrics.scores() != null
            && metrics.scores().total() != null
            && metrics.scores().total().get(score) instanceof Number number
        ? Double.valueOf(number.doubleValue())
        : null;
  }
}
