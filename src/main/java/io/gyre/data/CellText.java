package io.gyre.data;

/** What text stands for, in a record as in a cell of a file; all of it trimmed before. */
public final class CellText {

  private CellText() {}

  /** Tells whether a text stands for no value. */
  public static boolean isMissing(String text) {
    return switch (text) {
      case "", "?", "NA", "NaN", "null" -> true;
      default -> false;
    };
  }

  /** Tells whether a text stands for no id: an empty or blank one does, whatever the format. */
  public static boolean isNoId(String text) {
    return text.isBlank();
  }

  /** Tells whether a text is a number by JSON's grammar: 12, -0.5 and 1e3 are; 007 and +1 not. */
  public static boolean isNumber(String text) {
    return JsonNumber.matches(text);
  }

  /** Returns a number with a decimal comma as JSON would write it, any other text as it is. */
  public static String withPoint(String text) {
    if (text.indexOf(',') < 0) {
      return text;
    }
    String number = text.replace(',', '.');
    return isNumber(number) ? number : text;
  }
}
