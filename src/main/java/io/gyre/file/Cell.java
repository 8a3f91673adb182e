package io.gyre.file;

import java.util.Set;
import java.util.regex.Pattern;

/** What the text of a cell means: a number, a boolean, text, or nothing. */
enum Cell {
  /** Empty, {@code ?}, {@code NA}, {@code NaN} or {@code null}. */
  MISSING,
  /** Of JSON's number grammar: 007, +1 and 1. are text. */
  NUMBER,
  /** {@code true} or {@code false}. */
  BOOLEAN,
  TEXT;

  private static final Set<String> MISSING_TEXTS = Set.of("", "?", "NA", "NaN", "null");

  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

  /** As a number, but with a comma for the point. */
  private static final Pattern COMMA_NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*),[0-9]+(?:[eE][+-]?[0-9]+)?");

  /** Returns what the cell means. */
  static Cell of(String trimmed) {
    if (isMissing(trimmed)) {
      return MISSING;
    }
    char first = trimmed.charAt(0);
    if (first == '-' || first >= '0' && first <= '9') {
      return JSON_NUMBER.matcher(trimmed).matches() ? NUMBER : TEXT;
    }
    return trimmed.equals("true") || trimmed.equals("false") ? BOOLEAN : TEXT;
  }

  /** Tells whether the cell holds nothing. */
  static boolean isMissing(String trimmed) {
    return trimmed.length() <= 4 && MISSING_TEXTS.contains(trimmed);
  }

  /** Returns 12.5 for 12,5, and any other text as it is. */
  static String withPoint(String trimmed) {
    return trimmed.indexOf(',') > 0 && COMMA_NUMBER.matcher(trimmed).matches()
        ? trimmed.replace(',', '.')
        : trimmed;
  }
}
