package io.gyre.cli.view;

import io.gyre.cli.view.TableColumns.Column;
import io.gyre.data.PrintableText;
import io.gyre.scoring.Metric;
import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How learners did in all: a table with a line for each. */
public final class TotalsTable {

  private TotalsTable() {}

  /**
   * How a learner did.
   *
   * @param total its scores, by metric
   * @param weights how much of its answers each other learner is; empty unless it mixes others
   */
  public record Line(
      String learner, long points, Map<String, Object> total, Map<String, Double> weights) {

    private String cell(Metric<?> score) {
      boolean defined = total.get(score.name()) instanceof Double value && !value.isNaN();
      return NumberText.score(score, defined ? (Double) total.get(score.name()) : null);
    }
  }

  /**
   * Returns the table's lines, the first of them the headings. If a learner mixes others, the
   * weight that the last such gives stands beside each other learner.
   */
  public static List<String> lines(List<Line> learners) {
    return lines(learners, MetricRegistry.numbers(Scope.TOTAL));
  }

  static List<String> lines(List<Line> learners, List<Metric<?>> metrics) {
    List<Metric<?>> scores = metrics.stream().filter(m -> m.shown() == Shown.ALWAYS).toList();
    Map<String, Double> weights =
        learners.stream()
            .map(Line::weights)
            .filter(given -> !given.isEmpty())
            .reduce(Map.of(), (before, last) -> last);
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left("learner", 10));
    columns.add(Column.right("points", 9));
    scores.forEach(score -> columns.add(Column.right(score.name(), 8)));
    if (!weights.isEmpty()) {
      columns.add(Column.right("weight", 6));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Line line : learners) {
      List<String> cells = new ArrayList<>();
      cells.add(PrintableText.of(line.learner()));
      cells.add(NumberText.count(line.points()));
      scores.forEach(score -> cells.add(line.cell(score)));
      if (!weights.isEmpty()) {
        cells.add(NumberText.weight(weights.get(line.learner())));
      }
      rows.add(cells);
    }
    return new TableColumns(columns).table(rows);
  }
}
