package io.gyre.cli.view;

import java.util.Locale;
import java.util.stream.Collectors;

/** Text that is safe to show: what came in a record must not steer a person's terminal. */
public final class Text {

  private Text() {}

  /**
   * Returns the text on one line with everything invisible written as an escape: control
   * characters, direction marks, line ends and lone surrogates, by their code units in hexadecimal
   * as in Java.
   */
  public static String printable(String text) {
    if (text.codePoints().allMatch(Text::isVisible)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isVisible(c)) {
                safe.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  safe.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              }
            });
    return safe.toString();
  }

  /** As {@link #printable}, but keeps the lines of a message that has several. */
  public static String printableLines(String text) {
    return text.lines().map(Text::printable).collect(Collectors.joining(System.lineSeparator()));
  }

  /**
   * Returns a JSON text on one line that shows no invisible character and still means the same: in
   * JSON raw control characters stand between the tokens only, everything else may be escaped.
   */
  public static String printableJson(String json) {
    StringBuilder line = new StringBuilder(json.length());
    json.chars().forEach(c -> line.append(c < ' ' ? ' ' : (char) c));
    return printable(line.toString());
  }

  /** Returns at most this many characters, the last an ellipsis if some are missing. */
  static String shortened(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
