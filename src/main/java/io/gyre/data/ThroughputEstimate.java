package io.gyre.data;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * How fast the points of a stream are worked through, how many are left, how long they will take,
 * and how far the stream's own time has come: measured over the last 10 to 20 s, and said in words.
 * Not thread-safe.
 */
public final class ThroughputEstimate {

  /** What is not known. */
  public static final long UNKNOWN = -1;

  private static final long SPAN_NANOS = 10_000_000_000L;

  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double DAY = 24 * HOUR;

  /** After so long in the stream's time its days say enough. */
  private static final double DAYS_ENOUGH = 2 * DAY;

  private record Mark(long nanos, long done, long left) {}

  /** What is measured against; {@code newer} takes its place. */
  private Mark older;

  private Mark newer;
  private Mark now;
  private long firstMs;
  private long timeMs;

  /**
   * Begins to measure.
   *
   * @param nanos the time, as {@link System#nanoTime}
   * @param done how many points are done already
   * @param left how many are left; {@link #UNKNOWN} if nobody knows
   * @param streamMs the stream's time, in ms since the epoch; {@link #UNKNOWN} if it has none
   */
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
   * @param left how many are left; {@link #UNKNOWN} if nobody knows
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

  /** Returns how many points were done a second of late. */
  public double perSecond() {
    return fewer(older.done, now.done);
  }

  /**
   * Returns how long the points that are left will take, in seconds, if points go on to come as
   * they do; NaN if nobody knows, infinity if they do not get fewer.
   */
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

  /** Says it all: {@code 2,345 points/s, 12,000 left, 5 s; 2018-04-12, 41 days of stream in}. */
  public String text() {
    return speed() + left() + stream();
  }

  private String speed() {
    double speed = perSecond();
    return String.format(Locale.ROOT, speed < 10 ? "%,.1f points/s" : "%,.0f points/s", speed);
  }

  private String left() {
    if (now.left == UNKNOWN) {
      return "";
    }
    double seconds = secondsLeft();
    String time = Double.isInfinite(seconds) ? "not getting fewer" : span(seconds);
    return String.format(Locale.ROOT, ", %,d left", now.left)
        + (Double.isNaN(seconds) ? "" : ", " + time);
  }

  /** Says, behind a semicolon, how far the stream's time is, in UTC; empty if it is not known. */
  public String stream() {
    if (timeMs == UNKNOWN) {
      return "";
    }
    double seconds = Math.max(0, timeMs - firstMs) / 1e3;
    Instant time = Instant.ofEpochMilli(timeMs);
    Object shown =
        seconds < DAYS_ENOUGH
            ? time.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES)
            : time.atOffset(ZoneOffset.UTC).toLocalDate();
    return "; %s, %s of stream in".formatted(shown, span(seconds));
  }

  /** Says how long it is, in the unit in which it is neither 1 nor a long number. */
  public static String span(double seconds) {
    if (seconds < 2 * MINUTE) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    if (seconds < 2 * HOUR) {
      return String.format(Locale.ROOT, "%.0f min", seconds / MINUTE);
    }
    return seconds < 2 * DAY
        ? String.format(Locale.ROOT, "%.0f h", seconds / HOUR)
        : String.format(Locale.ROOT, "%,.0f days", seconds / DAY);
  }
}
