package io.gyre.data;

import java.util.Locale;
import java.util.stream.Collectors;

/** Makes text from records and files safe to show: it must not steer a person's terminal. */
public final class PrintableText {

  private static final int QUOTE_LIMIT = 40;
  private static final int SENTENCE_LIMIT = 200;

  private PrintableText() {}

  /**
   * Returns the text on one line with everything invisible written as an escape: control
   * characters, direction marks, line ends, lone surrogates, private and unassigned characters, by
   * their code units in hexadecimal as in Java.
   */
  public static String of(CharSequence text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  /** As {@link #of}, but keeps the lines of a message that has several. */
  public static String lines(String text) {
    return text.lines().map(PrintableText::of).collect(Collectors.joining(System.lineSeparator()));
  }

  /**
   * Returns a JSON text on one line that shows no invisible character and still means the same: in
   * JSON raw control characters stand between the tokens only, everything else may be escaped.
   */
  public static String json(String json) {
    StringBuilder line = new StringBuilder(json.length());
    json.chars().forEach(c -> line.append(c < ' ' ? ' ' : (char) c));
    return of(line);
  }

  /** Returns a name as a person types it: in quotes if a shell would take it for something else. */
  public static String shellWord(String name) {
    String visible = of(name);
    return visible.matches("[\\w.:/-]+") ? visible : "'" + visible.replace("'", "'\\''") + "'";
  }

  /** Returns at most this many characters, the last an ellipsis if some are missing. */
  public static String shortened(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** Returns text from the input, safe to show and cut to about forty characters. */
  public static String brief(CharSequence text) {
    return brief(text, QUOTE_LIMIT);
  }

  /** Returns text from the input in double quotes, safe to show, cut to about forty characters. */
  public static String quoted(CharSequence text) {
    return '"' + brief(text) + '"';
  }

  /** Returns a library's sentence, which may itself quote the input, safe to show. */
  public static String sentence(String sentence) {
    return brief(sentence, SENTENCE_LIMIT);
  }

  /** Reads no more than it shows: the text may be megabytes long. */
  private static String brief(CharSequence text, int most) {
    CharSequence beginning = text.subSequence(0, Math.min(text.length(), 2 * most + 4));
    return shortened(of(beginning), most + 1);
  }

  private static void append(StringBuilder safe, int codePoint) {
    if (isVisible(codePoint)) {
      safe.appendCodePoint(codePoint);
    } else {
      for (char unit : Character.toChars(codePoint)) {
        safe.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
      }
    }
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
