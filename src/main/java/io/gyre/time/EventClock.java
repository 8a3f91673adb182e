package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The stream's event time, and what the timestamp of a point says about it.
 *
 * <p>The time is the largest timestamp believed so far. A window closes when the time reaches its
 * end plus the grace. A timestamp more than {@code maxAhead} beyond the time is believed only when
 * {@value #CONFIRMATIONS} such points came without one in between that fits the present time; then
 * the time becomes the smallest of theirs.
 *
 * <p>The time may still be wrong: the first points of a stream have nothing to be compared with,
 * and a batch of points may bear one wrong clock. So until a window of that time has closed, a
 * point that is late by more than {@code maxAhead}, and of a time that no window has closed yet,
 * outweighs one of the last {@value #CONFIRMATIONS} that were believed; when it outweighs the last,
 * the time was wrong and falls back to it.
 *
 * <p>All of this depends on the points alone, never on the wall clock. Not thread-safe.
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

  private long time = NONE;
  private int believed;
  private int ahead;
  private long aheadTime;

  /** The end of the last window closed: none before it opens again, even if the grace is raised. */
  private long closedUntil = NONE;

  EventClock(WindowSettings windowing) {
    this.windowing = windowing;
  }

  /** The present time, -1 before the first point. */
  long time() {
    return time;
  }

  boolean hasStarted() {
    return time != NONE;
  }

  /** The end of the last window closed, -1 before the first. */
  long closedUntil() {
    return closedUntil;
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

  /** Settles what a timestamp means, and moves the time on; it has been started. */
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

  /** Moves the time on, if it is not as late by now. */
  void passTo(long timestampMs) {
    time = Math.max(time, timestampMs);
  }

  /** Takes over a time that other clocks give, but none that is closed; -1 says nothing. */
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

  /** Notes that the window has been closed that starts at the given time. */
  void close(long startMs) {
    closedUntil = windowing.end(startMs);
  }

  /** Writes everything. */
  public void write(StateWriter out) {
    out.putLong(time).putInt(believed).putInt(ahead).putLong(aheadTime).putLong(closedUntil);
  }

  /** Reads what {@link #write} wrote. */
  public void read(StateReader in) {
    time = in.getLong();
    believed = in.getInt();
    ahead = in.getInt();
    aheadTime = in.getLong();
    closedUntil = in.getLong();
  }
}
