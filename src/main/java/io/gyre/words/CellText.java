package io.gyre.words;

import java.math.BigDecimal;

/** Interprets trimmed text, of a record or of a file's cell. */
public final class CellText {

  private static final int PLAIN_DIGITS = 20; // so many are written without an exponent

  private CellText() {}

  /** Tells whether a text means a missing value. */
  public static boolean isMissing(String text) {
    return switch (text) {
      case "", "?", "NA", "NaN", "null" -> true;
      default -> false;
    };
  }

  /**
   * Tells whether a text is a number by JSON's grammar: 12, -0.5 and 1e3 are; 007, +1 and 1. not.
   */
  public static boolean isNumber(CharSequence text) {
    int length = text.length();
    int at = length > 0 && text.charAt(0) == '-' ? 1 : 0;
    int whole = digits(text, at);
    if (whole == at || (text.charAt(at) == '0' && whole > at + 1)) {
      return false;
    }
    at = whole;
    if (at < length && text.charAt(at) == '.') {
      int end = digits(text, at + 1);
      if (end == at + 1) {
        return false;
      }
      at = end;
    }
    return at == length || isExponent(text, at);
  }

  private static boolean isExponent(CharSequence text, int from) {
    if (text.charAt(from) != 'e' && text.charAt(from) != 'E') {
      return false;
    }
    boolean signed = from + 1 < text.length() && "+-".indexOf(text.charAt(from + 1)) >= 0;
    int begin = signed ? from + 2 : from + 1;
    int end = digits(text, begin);
    return end > begin && end == text.length();
  }

  /** Returns the index of the first character that is not a digit. */
  private static int digits(CharSequence text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /**
   * Returns the same text for equal numbers of JSON's grammar: 1 for 1, 1.0 and 1e0. Throws an
   * ArithmeticException or a NumberFormatException if the exponent is too large.
   */
  public static String canonical(String number) {
    int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
    if (exponent >= 0) {
      Integer.parseInt(
          number.substring(exponent + 1)); // Java 17 reads no larger one, Java 21 some.
    }
    BigDecimal value = new BigDecimal(number);
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal stripped = value.stripTrailingZeros();
    boolean plain = Math.abs((long) stripped.scale()) <= PLAIN_DIGITS;
    return plain ? stripped.toPlainString() : stripped.toString();
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
