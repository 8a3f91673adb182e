package io.gyre.data;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The rate at which the points of a stream are processed, the number that are left, the time that
 * they will take, and the stream's own time, measured over the last 10 to 20 s. Not thread-safe.
 */
public final class ThroughputEstimate {

  public static final long UNKNOWN = -1;

  private static final long SPAN_NANOS = 10_000_000_000L;

  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double DAY = 24 * HOUR;

  private record Mark(long nanos, long done, long left) {}

  private Mark older; // what now is compared with, until newer takes its place
  private Mark newer;
  private Mark now;
  private long firstMs;
  private long timeMs;

  public ThroughputEstimate(long nanos, long done, long left, long streamMs) {
    firstMs = streamMs;
    timeMs = streamMs;
    now = new Mark(nanos, done, left);
    newer = now;
    older = now;
  }

  /**
   * Notes how far it is.
   *
   * @param nanos the time, as {@link System#nanoTime}
   * @param done how many points are done, of all
   * @param left how many are left; or {@link #UNKNOWN}
   * @param streamMs the stream's time, in ms since the epoch; {@link #UNKNOWN} if it has none
   */
  public void note(long nanos, long done, long left, long streamMs) {
    if (now.nanos - newer.nanos >= SPAN_NANOS) {
      older = newer;
      newer = now;
    }
    now = new Mark(nanos, done, left);
    firstMs = firstMs == UNKNOWN ? streamMs : firstMs;
    timeMs = streamMs;
  }

  /** Returns how many points were done a second lately. */
  public double perSecond() {
    return fewer(older.done, now.done);
  }

  /** Returns the seconds that the points left will take; NaN if unknown, infinity if for ever. */
  double secondsLeft() {
    if (now.left == UNKNOWN || perSecond() <= 0) {
      return Double.NaN;
    }
    double fewer = older.left == UNKNOWN ? perSecond() : fewer(now.left, older.left);
    return now.left == 0 ? 0 : fewer <= 0 ? Double.POSITIVE_INFINITY : now.left / fewer;
  }

  private double fewer(long from, long to) {
    return now.nanos == older.nanos ? 0 : (to - from) * 1e9 / (now.nanos - older.nanos);
  }

  /** Words all: {@code 2,345 points/s, 12,000 left, 5 s; 2018-04-12, 41 days of stream in}. */
  public String text() {
    double speed = perSecond();
    String text = (speed < 10 ? "%,.1f points/s" : "%,.0f points/s").formatted(speed);
    if (now.left != UNKNOWN) {
      double seconds = secondsLeft();
      String time = Double.isInfinite(seconds) ? "not getting fewer" : span(seconds);
      text += ", %,d left".formatted(now.left) + (Double.isNaN(seconds) ? "" : ", " + time);
    }
    return text + stream();
  }

  /** Returns the stream's time in UTC, after a semicolon; empty if unknown. */
  public String stream() {
    if (timeMs == UNKNOWN) {
      return "";
    }
    double seconds = Math.max(0, timeMs - firstMs) / 1e3;
    OffsetDateTime time = Instant.ofEpochMilli(timeMs).atOffset(ZoneOffset.UTC);
    Object shown = seconds < 2 * DAY ? time.truncatedTo(ChronoUnit.MINUTES) : time.toLocalDate();
    return "; %s, %s of stream in".formatted(shown, span(seconds));
  }

  /** Words a duration, in the unit in which it is neither 1 nor a long number. */
  public static String span(double seconds) {
    if (seconds < 2 * MINUTE) {
      return "%.0f s".formatted(seconds);
    }
    if (seconds < 2 * HOUR) {
      return "%.0f min".formatted(seconds / MINUTE);
    }
    return seconds < 2 * DAY
        ? "%.0f h".formatted(seconds / HOUR)
        : "%,.0f days".formatted(seconds / DAY);
  }
}
