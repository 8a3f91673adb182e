package io.gyre.words;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes text from records and files safe to show: it must not steer a person's terminal. */
public final class PrintableText {

  /** Unicode's categories C, line and paragraph separators. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private static final int QUOTE_LIMIT = 40;
  private static final int SENTENCE_LIMIT = 200;

  private PrintableText() {}

  /**
   * Returns the text on one line with everything invisible written as Java's escapes: control
   * characters, direction marks, line ends, lone surrogates, private and unassigned characters.
   */
  public static String of(CharSequence text) {
    return INVISIBLE
        .matcher(String.valueOf(text))
        .replaceAll(found -> Matcher.quoteReplacement(escaped(found.group())));
  }

  private static String escaped(String text) {
    return text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
  }

  /** Does the same to each line of a message. */
  public static String lines(String text) {
    return text.lines().map(PrintableText::of).collect(Collectors.joining(System.lineSeparator()));
  }

  /**
   * Returns a JSON text on one line that shows no invisible character and still means the same: raw
   * control characters occur only between the tokens.
   */
  public static String json(String json) {
    return of(json.replaceAll("[\\x00-\\x1f]", " "));
  }

  /** Returns a name as a person types it: in quotes if a shell would take it for something else. */
  public static String shellWord(String name) {
    String visible = of(name);
    return visible.matches("[\\w.:/-]+") ? visible : "'" + visible.replace("'", "'\\''") + "'";
  }

  /** Returns a number of things: 1 record, 2,000 records, 3 classes. */
  public static String counted(long n, String one) {
    return "%,d %s%s".formatted(n, one, n == 1 ? "" : one.endsWith("s") ? "es" : "s");
  }

  /** Returns at most this many characters, the last an ellipsis if some are missing. */
  public static String shortened(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
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

  /** Returns names from the input, between commas, safe to show. */
  public static String list(Iterable<String> names) {
    return sentence(String.join(", ", names));
  }

  /** Reads no more than it shows: the text may be megabytes long. */
  private static String brief(CharSequence text, int most) {
    CharSequence beginning = text.subSequence(0, Math.min(text.length(), 2 * most + 4));
    return shortened(of(beginning), most + 1);
  }
}
