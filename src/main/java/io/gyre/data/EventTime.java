package io.gyre.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Event times as people write them, in ms since the epoch. */
public final class EventTime {

  static final String EXPECTED =
      "expected seconds or milliseconds since 1970, or ISO 8601 as 2026-01-31T12:00:00Z, up to the"
          + " year 9999";

  /** A number below this counts seconds, else ms: the year 5138 in seconds, 1973 in ms. */
  public static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(100_000_000_000L);

  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private static final int MAX_LENGTH = 64;

  /** Offsets are written as Z, +01:00, +0100 and +01. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHmm", "Z")
          .optionalEnd()
          .optionalEnd()
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** The form of most times; 0 stands for any digit. */
  private static final String USUAL = "0000-00-00T00:00:00";

  private EventTime() {}

  /**
   * Reads a time: a number below 1e11 counts seconds, a greater one milliseconds; a date, or a time
   * without an offset, is in UTC. Parts of a millisecond are cut off.
   *
   * @return ms since the epoch; {@link Point#NO_TIME} for other text, before 1970 or after 9999
   */
  public static long parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Point.NO_TIME;
    }
    try {
      long ms = CellText.isNumber(text) ? number(new BigDecimal(text)) : iso(text);
      return ms >= 0 && ms <= Point.MAX_TIME ? ms : Point.NO_TIME;
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return Point.NO_TIME;
    }
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

  private static long iso(String text) {
    if (isUsual(text)) {
      return LocalDateTime.of(
                  number(text, 0, 4),
                  number(text, 5, 7),
                  number(text, 8, 10),
                  number(text, 11, 13),
                  number(text, 14, 16),
                  number(text, 17, 19))
              .toEpochSecond(ZoneOffset.UTC)
          * 1000;
    }
    boolean spaced = text.length() > 10 && text.charAt(10) == ' ';
    String written = spaced ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    return Instant.from(ISO.parse(written)).toEpochMilli();
  }

  /** Tells whether a text is as {@link #USUAL}, for which a formatter is as slow as a learner. */
  private static boolean isUsual(String text) {
    if (text.length() != USUAL.length()) {
      return false;
    }
    for (int i = 0; i < USUAL.length(); i++) {
      char c = text.charAt(i);
      if (USUAL.charAt(i) == '0' ? c < '0' || c > '9' : c != USUAL.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
