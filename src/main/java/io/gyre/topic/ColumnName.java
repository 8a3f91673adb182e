package io.gyre.topic;

import java.util.regex.Pattern;

/**
 * Reads the names of columns in {@link Parameters}: {@code age}, {@code carrier=DL}, {@code
 * zip#17}, {@code age missing}. A path or a text may hold the same characters, so that a name alone
 * says its field only mostly.
 */
public final class ColumnName {

  private static final Pattern END = Pattern.compile("#\\d+$| missing$");

  private ColumnName() {}

  /** Returns the field that is meant most probably. */
  public static String field(String column) {
    int value = column.indexOf('=');
    return value >= 0 ? column.substring(0, value) : END.matcher(column).replaceFirst("");
  }
}
