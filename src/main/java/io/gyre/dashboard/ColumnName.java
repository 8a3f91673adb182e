package io.gyre.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the names of columns: {@code age}, {@code carrier=DL}, {@code zip#17}, {@code age missing}.
 * A path or a text may hold the same characters, so that a name alone says its field only mostly.
 */
final class ColumnName {

  private static final Pattern END = Pattern.compile("#\\d+$| missing$");

  private ColumnName() {}

  /** The field that is meant most probably. */
  static String field(String column) {
    return possible(column).get(0);
  }

  /** The field, one of those that are known; null if it is none of them. */
  static String field(String column, Set<String> known) {
    return known.contains(column)
        ? column
        : possible(column).stream().filter(known::contains).findFirst().orElse(null);
  }

  /** What may be its field, the most probable first. */
  private static List<String> possible(String column) {
    List<String> fields = new ArrayList<>();
    for (int end = column.indexOf('='); end >= 0; end = column.indexOf('=', end + 1)) {
      fields.add(column.substring(0, end));
    }
    Matcher end = END.matcher(column);
    if (end.find()) {
      fields.add(column.substring(0, end.start()));
    }
    fields.add(column);
    return fields;
  }
}
