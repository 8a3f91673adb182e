package io.gyre.file;

import static io.gyre.words.PrintableText.list;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.EventTime;
import io.gyre.data.Point;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import java.util.List;
import java.util.Locale;

/**
 * The label column of a file: one that a person named, or the only one that is called {@code
 * label}, {@code class} or {@code target}, in upper or lower case; without any, the last if it is
 * called {@code amount}: before others that is a field.
 *
 * @param name null if not given
 * @param wanted whether a label is required
 * @param mayBeNone whether a message offers to go without one
 * @param columns the names of all columns where the file has no header; else empty
 */
public record LabelColumn(String name, boolean wanted, boolean mayBeNone, List<String> columns) {

  /** For a file whose rows shall only be predicted. */
  public static final LabelColumn NONE = new LabelColumn(null, false, true, List.of());

  /** For a file whose header says it. */
  public static final LabelColumn USUAL = new LabelColumn(null, true, true, List.of());

  /** For a file whose header names it, and which needs a label. */
  public static final LabelColumn REQUIRED = new LabelColumn(null, true, false, List.of());

  private static final List<String> USUAL_NAMES = List.of("label", "class", "target");
  private static final String USUAL_LAST = "amount";

  public static LabelColumn named(String name) {
    return new LabelColumn(name, true, true, List.of());
  }

  public LabelColumn withColumns(List<String> names) {
    return new LabelColumn(name, wanted, mayBeNone, names);
  }

  /** Returns the label's column, or null; throws, listing the columns, if it is not clear which. */
  public String in(List<String> columns) {
    if (!wanted) {
      return null;
    }
    if (name != null) {
      return requireColumn("label", name, columns);
    }
    List<String> usual =
        columns.stream().filter(c -> USUAL_NAMES.contains(c.toLowerCase(Locale.ROOT))).toList();
    if (usual.size() == 1) {
      return usual.get(0);
    }
    String last = columns.isEmpty() ? "" : columns.get(columns.size() - 1);
    if (usual.isEmpty() && last.equalsIgnoreCase(USUAL_LAST)) {
      return last;
    }
    String found =
        usual.isEmpty()
            ? "no column is called label, class or target"
            : "the columns %s may all be the label".formatted(String.join(" and ", usual));
    throw new GyreException(
        "%s. Say with %s which column is the label%s. The columns are: %s"
            .formatted(
                found,
                Setting.LABEL,
                mayBeNone ? ", or with " + Setting.NO_LABEL + " that none is" : "",
                listed(columns)));
  }

  /** Returns the label's field in a file without a header, or null. */
  public String withoutHeader() {
    return !wanted || name != null ? name : USUAL_NAMES.get(0);
  }

  /** Returns the name of the column that has a role; throws, listing them, if there is none. */
  public static String requireColumn(String role, String name, List<String> columns) {
    if (!columns.contains(name)) {
      throw new GyreException(
          "there is no column %s for the %s. The columns are: %s"
              .formatted(PrintableText.quoted(name), role, listed(columns)));
    }
    return name;
  }

  private static String listed(List<String> columns) {
    return list(columns)
        + (columns.stream().anyMatch(LabelColumn::isValue) ? "." + noHeader() : "");
  }

  /** Tells whether a cell is a number or a time, which no column is called. */
  static boolean isValue(String cell) {
    return CellText.isNumber(cell) || EventTime.parse(cell) != Point.NO_TIME;
  }

  static String noHeader() {
    return " No header? Put a line of names above the rows, or name the columns with "
        + Setting.COLUMNS;
  }
}
