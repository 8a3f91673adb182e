package io.gyre.cli.view;

import io.gyre.scoring.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Aligned columns of text, for tables that grow line by line: a column is as wide as its widest
 * cell so far. Not thread-safe.
 *
 * @param <R> what a row is about
 */
public final class TableColumns<R> {

  private static final class Column<R> {

    private final String title;
    private final boolean right;
    private final Function<R, String> text;
    private final BooleanSupplier shown;
    private int width;

    Column(
        String title, int width, boolean right, Function<R, String> text, BooleanSupplier shown) {
      this.shown = shown;
      this.title = title;
      this.width = Math.max(width, title.length());
      this.right = right;
      this.text = text;
    }

    String padded(String cell) {
      int length = cell.codePointCount(0, cell.length());
      width = Math.max(width, length);
      String padding = " ".repeat(width - length);
      return right ? padding + cell : cell + padding;
    }
  }

  private final List<Column<R>> columns = new ArrayList<>();
  private BooleanSupplier shown = () -> true;

  /** Lets the columns that are added next be shown only while something holds. */
  public TableColumns<R> when(BooleanSupplier holds) {
    shown = holds;
    return this;
  }

  /** Adds a column of words with a least width in characters. */
  public TableColumns<R> left(String title, int width, Function<R, String> text) {
    columns.add(new Column<>(title, width, false, text, shown));
    return this;
  }

  /** Adds a column of numbers with a least width in characters. */
  public TableColumns<R> right(String title, int width, Function<R, String> text) {
    columns.add(new Column<>(title, width, true, text, shown));
    return this;
  }

  /** Adds a column for each metric, with the metric's unit; a dash where it is undefined. */
  public TableColumns<R> scores(
      List<Metric<?>> metrics, int width, BiFunction<R, Metric<?>, Double> value) {
    metrics.forEach(
        metric ->
            right(metric.name(), width, row -> NumberText.score(metric, value.apply(row, metric))));
    return this;
  }

  /** Returns a whole table, its headings first. */
  public List<String> table(List<R> rows) {
    rows.forEach(this::line);
    return Stream.concat(Stream.of(header()), rows.stream().map(this::line)).toList();
  }

  /** Returns the titles of the columns that are shown now. */
  List<String> titles() {
    return columns.stream().filter(each -> each.shown.getAsBoolean()).map(c -> c.title).toList();
  }

  public String header() {
    return joined(column -> column.title);
  }

  /** Returns a row as a line, without spaces at its end. */
  public String line(R row) {
    return joined(column -> column.text.apply(row));
  }

  private String joined(Function<Column<R>, String> cell) {
    return columns.stream()
        .filter(column -> column.shown.getAsBoolean())
        .map(column -> column.padded(cell.apply(column)))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }
}
