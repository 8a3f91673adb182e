package io.gyre.data;

/** Makes foreign text fit to stand in a message: short, on one line, nothing that acts. */
final class QuotedText {

  private static final int QUOTE_LIMIT = 40;
  private static final int SENTENCE_LIMIT = 200;

  private QuotedText() {}

  /** Returns text from the input as it came, cut to about forty characters. */
  static String raw(CharSequence text) {
    return printable(text, QUOTE_LIMIT);
  }

  /** Returns text from the input in double quotes, cut to about forty characters. */
  static String text(CharSequence text) {
    return '"' + raw(text) + '"';
  }

  /** Returns a library's sentence, which may itself quote the input. */
  static String sentence(String sentence) {
    return printable(sentence, SENTENCE_LIMIT);
  }

  private static String printable(CharSequence text, int limit) {
    StringBuilder result = new StringBuilder();
    int i = 0;
    while (i < text.length() && result.length() < limit) {
      int character = Character.codePointAt(text, i);
      i += Character.charCount(character);
      if (acts(character)) {
        result.append(String.format("\\u%04x", character));
      } else {
        result.appendCodePoint(character);
      }
    }
    return i < text.length() ? result.append('…').toString() : result.toString();
  }

  /** Tells whether a terminal or an encoder would do something else than show the character. */
  private static boolean acts(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
