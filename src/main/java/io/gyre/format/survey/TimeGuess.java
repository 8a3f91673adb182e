package io.gyre.format.survey;

import io.gyre.data.EventTime;
import io.gyre.data.Point;
import io.gyre.words.CellText;
import java.time.Instant;
import java.util.Arrays;

/**
 * Guesses whether the values of a field are the times of the records: nearly all can be read as
 * times, and they go forward from record to record, unlike birth dates. Not thread-safe.
 */
final class TimeGuess {

  private static final int ENOUGH = 20; // with fewer records their order tells little
  private static final int LEAST = 8; // characters of a date, as 1.2.2026
  private static final int ONE_IN = 50; // one value in this many may be something else, or missing

  /** A number outside of these years is hardly a time. */
  private static final double EARLIEST_MS = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();

  private static final double LATEST_MS = Instant.parse("2050-01-01T00:00:00Z").toEpochMilli();

  private long[] times = new long[16]; // in ms since the epoch, by record; null if it is out
  private int size; // of the times
  private int others;
  private double firstNumber = Double.NaN;
  private double lastNumber = Double.NaN;
  private boolean counting = true; // true while each number was whole and above the one before

  /** Looks at the value of one record; the text is null if it is a number. */
  void add(double number, String text) {
    if (isOut()) {
      return;
    }
    long ms = text == null ? ofNumber(number) : ofText(text);
    if (ms == Point.NO_TIME) {
      others++;
      times = isOut() ? null : times;
      return;
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
    }
    times[size++] = ms;
    if (text == null) {
      firstNumber = size == 1 ? number : firstNumber;
      counting &= number == Math.rint(number) && !(number <= lastNumber);
      lastNumber = number;
    }
  }

  /** Tells whether too many are not times: text is not tried any more, which takes some µs. */
  private boolean isOut() {
    return others > FieldSurvey.POINTS / ONE_IN;
  }

  private static long ofNumber(double number) {
    double ms = number < EventTime.MOST_SECONDS.doubleValue() ? 1000 * number : number;
    return ms >= EARLIEST_MS && ms < LATEST_MS ? (long) ms : Point.NO_TIME;
  }

  /** Reads a text; a number that is text is a name. */
  private static long ofText(String text) {
    return text.length() < LEAST || CellText.isNumber(text) ? Point.NO_TIME : EventTime.parse(text);
  }

  /** Tells whether the field may be the time of this number of records. */
  boolean isTime(int points) {
    // Ids count up by one or so.
    boolean counted = counting && lastNumber - firstNumber < 2.0 * (size - 1);
    return size >= ENOUGH && ONE_IN * (points - size) <= points && !counted && goesForward();
  }

  /** Compares each record with the one half of them later: neighbours may be out of order. */
  private boolean goesForward() {
    int half = size / 2;
    int later = 0;
    int earlier = 0;
    for (int i = 0; i + half < size; i++) {
      later += times[i + half] > times[i] ? 1 : 0;
      earlier += times[i + half] < times[i] ? 1 : 0;
    }
    return later > 9 * earlier;
  }
}
