package io.gyre.cli.view;

import io.gyre.cli.view.Columns.Column;
import io.gyre.data.PrintableText;
import io.gyre.topic.Metrics;
import java.util.ArrayList;
import java.util.List;

/** How learners did in all: a table with a line for each. */
public final class TotalsTable {

  private static final List<String> SCORES = List.of("accuracy", "kappa", "last-label", "majority");

  private TotalsTable() {}

  /**
   * Returns the table's lines, the first of them the headings. If one is a blend, the weight that
   * it gives stands beside each other learner.
   *
   * @param learners the last figures of each, in the order of the table
   */
  public static List<String> lines(List<Metrics> learners) {
    boolean blended = learners.stream().anyMatch(learner -> !learner.weights().isEmpty());
    MemberWeights weights = new MemberWeights();
    learners.forEach(learner -> weights.note("", learner));
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left("learner", 10));
    columns.add(Column.right("points", 9));
    SCORES.forEach(score -> columns.add(Column.right(score, 8)));
    if (blended) {
      columns.add(Column.right("weight", 6));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Metrics learner : learners) {
      List<String> cells = row(learner);
      if (blended) {
        cells.add(NumberText.weight(weights.of("", learner)));
      }
      rows.add(cells);
    }
    return new Columns(columns).table(rows);
  }

  private static List<String> row(Metrics metrics) {
    List<String> cells = new ArrayList<>();
    cells.add(PrintableText.of(metrics.learner()));
    cells.add(NumberText.count(metrics.totals().points()));
    SCORES.forEach(score -> cells.add(NumberText.score(score, total(metrics, score))));
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
