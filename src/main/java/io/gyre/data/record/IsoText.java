package io.gyre.data.record;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Writes times by ISO 8601, as {@code java.time} does, but much faster. Not thread-safe. */
final class IsoText {

  private static final int DAY_SECONDS = 86_400;
  private static final int MOST_NANO_DIGITS = 9;
  private static final int THREE_DIGITS = 1_000;
  private static final int LAST_YEAR = 9_999; // years beyond have a sign

  private final byte[] text = new byte[40];
  private int length;

  /** Writes a day, as 2026-01-31. */
  String ofDay(long day) {
    begin(day);
    return written();
  }

  /**
   * Writes an instant, as below.
   *
   * @param time since 1970-01-01T00:00
   * @param perSecond the units of the time: at most 1e9
   * @param local whether no offset from UTC is known, so that no Z is written
   */
  String ofInstant(long time, long perSecond, boolean local) {
    int nanos = (int) (Math.floorMod(time, perSecond) * (1_000_000_000 / perSecond));
    return ofSeconds(Math.floorDiv(time, perSecond), nanos, local);
  }

  /** Writes an instant, as 2026-01-31T12:00:00.250Z: seconds since 1970, and nanoseconds. */
  String ofSeconds(long seconds, int nanos, boolean local) {
    begin(Math.floorDiv(seconds, DAY_SECONDS));
    int second = Math.floorMod(seconds, DAY_SECONDS);
    text[length++] = 'T';
    digits(second / 3600, 2);
    text[length++] = ':';
    digits(second / 60 % 60, 2);
    text[length++] = ':';
    digits(second % 60, 2);
    fraction(nanos);
    if (!local) {
      text[length++] = 'Z';
    }
    return written();
  }

  private void begin(long day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    length = 0;
    if (date.getYear() >= 0 && date.getYear() <= LAST_YEAR) {
      digits(date.getYear(), 4);
      text[length++] = '-';
      digits(date.getMonthValue(), 2);
      text[length++] = '-';
      digits(date.getDayOfMonth(), 2);
    } else {
      byte[] far = date.toString().getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(far, 0, text, 0, far.length);
      length = far.length;
    }
  }

  /** Writes 3, 6 or 9 digits, as few as tell it, or nothing. */
  private void fraction(int nanos) {
    if (nanos > 0) {
      int digits = MOST_NANO_DIGITS;
      int rest = nanos;
      while (rest % THREE_DIGITS == 0) {
        rest /= THREE_DIGITS;
        digits -= 3;
      }
      text[length++] = '.';
      digits(rest, digits);
    }
  }

  private void digits(int number, int count) {
    int rest = number;
    for (int i = count - 1; i >= 0; i--) {
      text[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private String written() {
    return new String(text, 0, length, StandardCharsets.ISO_8859_1);
  }
}
