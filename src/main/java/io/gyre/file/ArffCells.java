package io.gyre.file;

import io.gyre.data.InvalidPointException;
import java.util.ArrayList;
import java.util.List;

/**
 * The reading of one line of ARFF: words between blanks, or cells between commas. Both may stand in
 * single or double quotes, within which a backslash takes the next character as it is.
 */
final class ArffCells {

  private final TextRows rows;
  private final String line;
  private int position;

  /**
   * @param line the last of {@code rows}, or its end
   */
  ArffCells(TextRows rows, String line) {
    this.rows = rows;
    this.line = line;
  }

  /**
   * Returns the cells of a row, trimmed.
   *
   * @throws InvalidPointException if a quote is not closed, or something follows a quoted cell
   */
  List<String> all() throws InvalidPointException {
    List<String> all = new ArrayList<>();
    do {
      all.add(cell());
    } while (position++ < line.length()); // Over a comma.
    return all;
  }

  /** Returns what comes before the next blank or brace. */
  String word() throws InvalidPointException {
    return isQuote() ? quoted() : plain(" \t{").strip();
  }

  String rest() {
    return line.substring(position);
  }

  private String cell() throws InvalidPointException {
    passBlanks();
    if (!isQuote()) {
      return plain(",").strip();
    }
    String cell = quoted().strip();
    passBlanks();
    if (position < line.length() && line.charAt(position) != ',') {
      throw rows.invalid(
          "expected a comma after a quoted cell, found '%c' at position %d"
              .formatted(line.charAt(position), position));
    }
    return cell;
  }

  private void passBlanks() {
    while (position < line.length() && " \t".indexOf(line.charAt(position)) >= 0) {
      position++;
    }
  }

  private boolean isQuote() {
    return position < line.length() && "'\"".indexOf(line.charAt(position)) >= 0;
  }

  private String plain(String ends) {
    int begin = position;
    while (position < line.length() && ends.indexOf(line.charAt(position)) < 0) {
      position++;
    }
    return line.substring(begin, position);
  }

  private String quoted() throws InvalidPointException {
    int begin = position;
    char quote = line.charAt(position++);
    StringBuilder text = new StringBuilder();
    for (; position < line.length(); position++) {
      char c = line.charAt(position);
      if (c == quote) {
        position++;
        return text.toString();
      }
      if (c == '\\' && position + 1 < line.length()) {
        c = line.charAt(++position);
      }
      text.append(c);
    }
    throw rows.invalid("expected a closing quote, found none for the one at position " + begin);
  }
}
