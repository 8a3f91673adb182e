package io.gyre.data.survey;

import io.gyre.data.CellText;
import io.gyre.data.EventTime;
import io.gyre.data.Point;
import java.time.Instant;
import java.util.Arrays;

/**
 * Whether the values of a field may be the times of the records, though nobody has said so: nearly
 * all read as times, and they go forward from record to record, as those of a stream do and birth
 * dates do not. Not thread-safe.
 */
final class TimeGuess {

  /** With fewer records their order says little. */
  private static final int ENOUGH = 20;

  /** Nearly all: one in so many may be something else, or missing. */
  private static final int ONE_IN = 50;

  /** A number outside of these years may be anything, and is hardly a time. */
  private static final double EARLIEST_MS = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();

  private static final double LATEST_MS = Instant.parse("2050-01-01T00:00:00Z").toEpochMilli();

  private static final double MOST_SECONDS = EventTime.MOST_SECONDS.doubleValue();

  /** The times, in ms since the epoch, in the order of the records; the first {@code size}. */
  private long[] times = new long[16];

  private int size;
  private int others;

  /** Of numbers: the first, the last, and whether each was whole and above the one before. */
  private double first = Double.NaN;

  private double last = Double.NaN;
  private boolean counting = true;

  /**
   * Looks at the value of one record.
   *
   * @param text null if it is a number
   */
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
      first = size == 1 ? number : first;
      counting &= number == Math.rint(number) && !(number <= last);
      last = number;
    }
  }

  /** Too many are none: text is not tried any more, which takes some µs each. */
  private boolean isOut() {
    return others > FieldSurvey.POINTS / ONE_IN;
  }

  private static long ofNumber(double number) {
    double ms = number < MOST_SECONDS ? 1000 * number : number;
    return ms >= EARLIEST_MS && ms < LATEST_MS ? (long) ms : Point.NO_TIME;
  }

  /** A date has ten characters, and a number that is text is a name. */
  private static long ofText(String text) {
    return text.length() < 10 || CellText.isNumber(text) ? Point.NO_TIME : EventTime.parse(text);
  }

  /**
   * Tells whether the field may be the time.
   *
   * @param points how many records there were
   */
  boolean isTime(int points) {
    return size >= ENOUGH && ONE_IN * (points - size) <= points && !isCounted() && goesForward();
  }

  /** Ids count up, and so do the seconds of a clock that is read in each: such ones are passed. */
  private boolean isCounted() {
    return counting && last - first < 2.0 * (size - 1);
  }

  /** Each record is compared with one half of them later: neighbours may well be out of order. */
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
