package io.gyre.cli.command;

import io.gyre.cli.StopSignal;
import java.util.concurrent.TimeUnit;

/**
 * When each point of a steady stream is due, and the event time it bears: t(i) = start +
 * i·1000/rate in milliseconds, so that every second holds exactly {@code rate} points, however
 * unevenly they are sent. A sender that fell behind catches up. Immutable.
 *
 * @param rate points per second, above 0
 * @param startMs event time of point 0, since the epoch
 * @param originNanos {@link System#nanoTime()} at which point 0 is due; that clock neither jumps
 *     nor counts the time a laptop sleeps
 */
record SendSchedule(double rate, long startMs, long originNanos) {

  /** Sending at most every 2 ms costs a tenth of the CPU of waking for each point. */
  private static final long SHORTEST_WAIT_NANOS = 2_000_000;

  /** Returns a schedule that begins with the next full second. */
  static SendSchedule fromNextSecond(double rate) {
    return fromNextSecond(rate, 0);
  }

  /**
   * Returns a schedule that begins at the next full second, with the event time of the first full
   * second that is after the given time too: where that lies ahead of the clock, points are stamped
   * ahead as well, instead of not being sent until then.
   */
  static SendSchedule fromNextSecond(double rate, long afterMs) {
    long now = System.currentTimeMillis();
    long due = nextSecond(now);
    return new SendSchedule(
        rate, Math.max(due, nextSecond(afterMs)), System.nanoTime() + (due - now) * 1_000_000);
  }

  private static long nextSecond(long ms) {
    return Math.floorDiv(ms, 1000L) * 1000 + 1000;
  }

  /** Returns a schedule that begins now with another event time. */
  static SendSchedule replaying(double rate, long startMs) {
    return new SendSchedule(rate, startMs, System.nanoTime());
  }

  /** Returns the event time of point i, in milliseconds since the epoch. */
  long timestamp(long i) {
    return startMs + (long) Math.floor(i * 1000.0 / rate);
  }

  /** Returns how long ago point i was due, in milliseconds; negative before. */
  long lateMillis(long i) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - dueNanos(i));
  }

  private long dueNanos(long i) {
    return originNanos + (long) (i * 1e9 / rate);
  }

  /**
   * Waits until point i is due.
   *
   * @return false if the stop was requested instead
   */
  boolean await(long i, StopSignal stop) throws InterruptedException {
    long wait = dueNanos(i) - System.nanoTime();
    return wait <= 0
        ? !stop.requested()
        : !stop.await(Math.max(wait, SHORTEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
  }
}
