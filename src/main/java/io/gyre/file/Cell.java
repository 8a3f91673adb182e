package io.gyre.file;

import io.gyre.data.CellText;

/** What the text of a cell means: a number, a boolean, text, or nothing. */
enum Cell {
  /** Empty, {@code ?}, {@code NA}, {@code NaN} or {@code null}. */
  MISSING,
  /** Of JSON's number grammar: 007, +1 and 1. are text. */
  NUMBER,
  /** {@code true} or {@code false}. */
  BOOLEAN,
  TEXT;

  /** Returns what the cell means. */
  static Cell of(String trimmed) {
    if (CellText.isMissing(trimmed)) {
      return MISSING;
    }
    char first = trimmed.charAt(0);
    if (first == '-' || first >= '0' && first <= '9') {
      return CellText.isNumber(trimmed) ? NUMBER : TEXT;
    }
    return trimmed.equals("true") || trimmed.equals("false") ? BOOLEAN : TEXT;
  }
}
