package io.gyre.cli.view;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligned columns of text, for tables that grow line by line: a column is as wide as its widest
 * cell so far. Not thread-safe.
 */
public final class TableColumns {

  /**
   * One column.
   *
   * @param title its heading
   * @param width how wide it is at least, in characters
   * @param right whether cells stand to the right, as numbers do
   */
  public record Column(String title, int width, boolean right) {

    /** Returns a column of words. */
    public static Column left(String title, int width) {
      return new Column(title, width, false);
    }

    /** Returns a column of numbers. */
    public static Column right(String title, int width) {
      return new Column(title, width, true);
    }
  }

  private static final String GAP = "  ";

  private final List<Column> columns;
  private final int[] widths;

  public TableColumns(Column... columns) {
    this(List.of(columns));
  }

  public TableColumns(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.widths = columns.stream().mapToInt(c -> Math.max(c.width(), length(c.title()))).toArray();
  }

  /** Widens the columns for a row that comes later, so that all lines of a short table agree. */
  public void fit(List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], length(cells.get(i)));
    }
  }

  /** Returns a whole table, its headings first. */
  public List<String> table(List<List<String>> rows) {
    rows.forEach(this::fit);
    List<String> lines = new ArrayList<>(List.of(header()));
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  /** Returns the line of headings. */
  public String header() {
    return line(columns.stream().map(Column::title).toList());
  }

  /** Returns a row as a line, without spaces at its end. */
  public String line(List<String> cells) {
    fit(cells);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - length(cells.get(i)));
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).right() ? padding : "").append(cells.get(i));
      line.append(columns.get(i).right() ? "" : padding);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
