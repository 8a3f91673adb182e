package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The stream's event time: the largest timestamp believed so far. It depends only on the points,
 * never on the wall clock. A window closes when the time reaches its end plus the grace.
 *
 * <p>A clock may be wrong, so the time is weighed against the points that contradict it:
 *
 * <ul>
 *   <li>A timestamp more than {@code maxAhead} beyond the time is believed after {@value
 *       #CONFIRMATIONS} such points; one that fits the time takes back {@value #FITTING} of them.
 *       The time then becomes the smallest of theirs.
 *   <li>A timestamp more than {@code maxAhead} behind the time, and late, outweighs one of the last
 *       {@value #MOST_BELIEVED} points that have fitted the time since it jumped there. When it
 *       outweighs the last of them, the time falls back to it, whether windows have closed or not.
 * </ul>
 *
 * <p>So a time that nine records have set is given up for nine others, and that of a long stream
 * for no fewer than a thousand. Not thread-safe.
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
  static final int FITTING = 2;
  static final int MOST_BELIEVED = 1_000;

  static final long NONE = -1;

  final WindowSettings windowing;
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

  /** Tells whether so few points have fitted the time, or jumped there, that it may be wrong. */
  boolean isUnconfirmed() {
    return believed < CONFIRMATIONS - 1;
  }

  /** Tells whether a timestamp is the first, or shows that the time is wrong. */
  boolean startsAt(long timestampMs) {
    return !hasStarted() || (believed <= 1 && contradicts(timestampMs));
  }

  private boolean contradicts(long timestampMs) {
    return time - timestampMs > windowing.maxAheadMs() && isLate(timestampMs);
  }

  void start(long timestampMs) {
    time = timestampMs;
    believed = 0;
    ahead = 0;
    reopen(timestampMs);
  }

  /** Lets the window of a time close, again if a wrong time has closed it. */
  void reopen(long timestampMs) {
    closedUntil = Math.min(closedUntil, windowing.start(timestampMs));
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
    ahead = Math.max(0, ahead - FITTING);
    believed = Math.min(believed + 1, MOST_BELIEVED);
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
    believed = CONFIRMATIONS - 1;
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

  void read(StateReader in) {
    time = in.getLong();
    believed = in.getInt();
    ahead = in.getInt();
    aheadTime = in.getLong();
    closedUntil = in.getLong();
  }
}
