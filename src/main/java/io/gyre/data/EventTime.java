package io.gyre.data;

import io.gyre.words.CellText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A time as people write it.
 *
 * @param localMs ms from 1970-01-01T00:00 to what the clock showed by which it was written
 * @param offsetMs how far that clock is ahead of UTC; 0 if the text does not tell
 * @param isDate whether it is a date alone
 */
public record EventTime(long localMs, long offsetMs, boolean isDate) {

  public static final String EXPECTED =
      "expected seconds or milliseconds since 1970, ISO 8601 as 2026-01-31T12:00:00Z, or as"
          + " 2026-1-31 9:30, 31.1.2026 9:30 or 1/31/2026 9:30, where the month comes first, up to the"
          + " year 9999";

  /** A number below this counts seconds, else ms: the year 5138 in seconds, 1973 in ms. */
  public static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(100_000_000_000L);

  private static final Pattern OTHER_FORM = Pattern.compile("\\d{1,4}[-/.]\\d");
  private static final Pattern ONE_DIGIT = Pattern.compile("(?<!\\d)(\\d)(?!\\d)");

  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private static final int MAX_LENGTH = 64;

  private static final int MOST_OFFSET_MINUTES = 18 * 60;

  /** Where hours begin, and where seconds do. */
  private static final int HOURS = 11;

  private static final int SECONDS = 16;

  /**
   * Reads a time: a number below 1e11 counts seconds, a greater one milliseconds; a date, or a time
   * without an offset, is in UTC. Parts of a millisecond are cut off.
   *
   * @return ms since the epoch; {@link Point#NO_TIME} for other text, before 1970 or after 9999
   */
  public static long parse(String text) {
    EventTime time = of(text);
    return time == null ? Point.NO_TIME : time.ms();
  }

  /** Reads the same; null for what {@link #parse} does not read. */
  public static EventTime of(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    EventTime time = null;
    try {
      boolean isNumber = CellText.isNumber(text);
      time = isNumber ? new EventTime(number(new BigDecimal(text)), 0, false) : ofText(text);
    } catch (ArithmeticException | NumberFormatException e) {
      // Its exponent is beyond all limits.
    }
    return time == null || time.ms() < 0 || time.ms() > Point.MAX_TIME ? null : time;
  }

  /** Returns ms since the epoch. */
  public long ms() {
    return localMs - offsetMs;
  }

  private static long number(BigDecimal number) {
    // Else 1e999999999 would be written out.
    long digits = (long) number.precision() - number.scale();
    if (number.signum() != 0 && (number.scale() < -20 || digits > 20)) {
      return Point.NO_TIME;
    }
    BigDecimal ms = number.compareTo(MOST_SECONDS) < 0 ? number.multiply(THOUSAND) : number;
    return ms.setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  /**
   * Reads a date, or a date and a time: with T or a blank between them, with seconds, their parts
   * and an offset (Z, +01:00, +0100, +01) or without. Also one of another form: 2025/12/31,
   * 31.12.2025, 12/31/2025, and parts of one digit. With slashes the month comes first, so that the
   * same text is always the same time. {@code java.time} would take as long as a learner.
   *
   * @return null for any other text, which takes next to no time
   */
  public static EventTime ofText(String text) {
    EventTime iso = ofIso(text);
    if (iso != null || text.length() > MAX_LENGTH || !OTHER_FORM.matcher(text).lookingAt()) {
      return iso;
    }
    int minutes = text.indexOf(':') < 0 ? text.length() : text.indexOf(':');
    String date = ONE_DIGIT.matcher(text.substring(0, minutes)).replaceAll("0$1");
    boolean monthFirst = fits(date, 0, "00/00/0000");
    if (monthFirst || fits(date, 0, "00.00.0000")) {
      String day = date.substring(monthFirst ? 3 : 0).substring(0, 2);
      String month = date.substring(monthFirst ? 0 : 3).substring(0, 2);
      date = "%s-%s-%s%s".formatted(date.substring(6, 10), month, day, date.substring(10));
    }
    boolean yearFirst = fits(date, 0, "0000/00/00") || fits(date, 0, "0000.00.00");
    String from = yearFirst ? date.substring(0, 10).replace(date.charAt(4), '-') : "";
    return ofIso(from + date.substring(from.length()) + text.substring(minutes));
  }

  private static EventTime ofIso(String text) {
    if (!fits(text, 0, "0000-00-00") || !isDay(text)) {
      return null;
    }
    long day = LocalDate.of(number(text, 0, 4), number(text, 5), number(text, 8)).toEpochDay();
    int length = text.length();
    if (length == HOURS - 1) {
      return new EventTime(TimeUnit.DAYS.toMillis(day), 0, true);
    }
    if ("Tt ".indexOf(text.charAt(HOURS - 1)) < 0 || !fits(text, HOURS, "00:00")) {
      return null;
    }
    int at = SECONDS;
    int ms = 0;
    if (fits(text, at, ":00")) {
      ms = 1000 * number(text, at + 1);
      at += 3;
      if (fits(text, at, ".0")) {
        int digit = 100;
        for (at++; at < length && isDigit(text.charAt(at)); at++, digit /= 10) {
          ms += digit * (text.charAt(at) - '0');
        }
      }
    }
    int hour = number(text, HOURS);
    int minute = number(text, HOURS + 3);
    int offset = offset(text, at);
    if (hour > 23 || minute > 59 || ms >= 60_000 || Math.abs(offset) > MOST_OFFSET_MINUTES) {
      return null;
    }
    long minutes = (day * 24 + hour) * 60 + minute;
    return new EventTime(minutes * 60_000 + ms, offset * 60_000L, false);
  }

  private static boolean isDay(String text) {
    int month = number(text, 5);
    int day = number(text, 8);
    return month >= 1
        && month <= 12
        && day >= 1
        && (day <= 28 || YearMonth.of(number(text, 0, 4), month).isValidDay(day));
  }

  /** Returns the minutes of an offset that ends a text; more than there are for other text. */
  private static int offset(String text, int at) {
    int length = text.length() - at;
    if (length == 0 || (length == 1 && "Zz".indexOf(text.charAt(at)) >= 0)) {
      return 0;
    }
    int minutesAt =
        length == 3 && fits(text, at + 1, "00")
            ? 0
            : length == 5 && fits(text, at + 1, "0000")
                ? at + 3
                : length == 6 && fits(text, at + 1, "00:00") ? at + 4 : -1;
    char sign = text.charAt(at);
    int minutes = minutesAt > 0 ? number(text, minutesAt) : 0;
    return minutesAt < 0 || minutes > 59 || (sign != '+' && sign != '-')
        ? Integer.MAX_VALUE
        : (sign == '+' ? 1 : -1) * (60 * number(text, at + 1) + minutes);
  }

  /** Tells whether a text goes on in a form, in which 0 stands for any digit. */
  private static boolean fits(String text, int from, String form) {
    if (text.length() < from + form.length()) {
      return false;
    }
    for (int i = 0; i < form.length(); i++) {
      char c = text.charAt(from + i);
      if (form.charAt(i) == '0' ? !isDigit(c) : c != form.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Returns the number that two digits are. */
  private static int number(String text, int from) {
    return number(text, from, from + 2);
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}
