package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The stream's event time: the largest timestamp believed so far. It depends only on the points,
 * never on the wall clock. A window closes when the time reaches its end plus the grace.
 *
 * <p>A timestamp more than {@code maxAhead} beyond the time is believed only after {@value
 * #CONFIRMATIONS} such points, without one in between that fits the current time. The time then
 * becomes the smallest of theirs.
 *
 * <p>The time may still be wrong, since the first points of a stream have nothing to be compared
 * with, and a batch of points may carry one wrong clock. So until a window of that time has closed,
 * each point that is late by more than {@code maxAhead}, and whose own window has not closed,
 * outweighs one of the last {@value #CONFIRMATIONS} believed points. When it outweighs the last of
 * them, the time falls back to it.
 *
 * <p>Not thread-safe.
 */
public class EventClock {

  /** The place of a point in the scores, by its timestamp. */
  public enum Arrival {
    /** Its window is open: the point is scored. */
    ON_TIME,
    /** Its window has closed. */
    LATE,
    /** It is too far ahead to be believed. */
    EARLY
  }

  static final int CONFIRMATIONS = 8;

  static final long NONE = -1;

  private final WindowSettings windowing;
  long time = NONE;
  private int believed;
  private int ahead;
  private long aheadTime;
  long closedUntil = NONE; // end of the last closed window; none before reopens by a longer grace

  EventClock(WindowSettings windowing) {
    this.windowing = windowing;
  }

  boolean hasStarted() {
    return time != NONE;
  }

  /** Tells whether a timestamp is the first, or shows that the time is wrong. */
  boolean startsAt(long timestampMs) {
    return !hasStarted() || (believed == 1 && contradicts(timestampMs));
  }

  private boolean contradicts(long timestampMs) {
    return timestampMs >= closedUntil
        && time - timestampMs > windowing.maxAheadMs()
        && isLate(timestampMs);
  }

  void start(long timestampMs) {
    time = timestampMs;
    believed = 0;
    ahead = 0;
  }

  /** Judges a timestamp and moves the time on, after {@link #start}. */
  Arrival arrive(long timestampMs) {
    if (timestampMs - time > windowing.maxAheadMs()) {
      return confirm(timestampMs);
    }
    if (isLate(timestampMs)) {
      believed -= contradicts(timestampMs) ? 1 : 0;
      return Arrival.LATE;
    }
    ahead = 0;
    believed = Math.min(believed + 1, CONFIRMATIONS);
    time = Math.max(time, timestampMs);
    return Arrival.ON_TIME;
  }

  private Arrival confirm(long timestampMs) {
    aheadTime = ahead == 0 ? timestampMs : Math.min(aheadTime, timestampMs);
    ahead++;
    if (ahead < CONFIRMATIONS) {
      return Arrival.EARLY;
    }
    start(aheadTime);
    believed = CONFIRMATIONS;
    // At most once more: this point may itself be too far ahead of the smallest.
    return arrive(timestampMs);
  }

  boolean isLate(long timestampMs) {
    return timestampMs < closedUntil || isPast(windowing.start(timestampMs));
  }

  /** Tells whether the time has closed the window that starts at the given one. */
  boolean isPast(long startMs) {
    return windowing.end(startMs) + windowing.graceMs() <= time;
  }

  /** Takes over a time from other clocks, unless it is in a closed window; ignores -1. */
  void follow(long timeMs) {
    if (timeMs != NONE) {
      time = Math.max(timeMs, closedUntil);
    }
  }

  void become(EventClock other) {
    time = other.time;
    believed = other.believed;
    ahead = other.ahead;
    aheadTime = other.aheadTime;
    closedUntil = other.closedUntil;
  }

  /** Closes the window that starts at the given time. */
  void close(long startMs) {
    closedUntil = windowing.end(startMs);
  }

  public void write(StateWriter out) {
    out.putLong(time).putInt(believed).putInt(ahead).putLong(aheadTime).putLong(closedUntil);
  }

  public void read(StateReader in) {
    time = in.getLong();
    believed = in.getInt();
    ahead = in.getInt();
    aheadTime = in.getLong();
    closedUntil = in.getLong();
  }
}
