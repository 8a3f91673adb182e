package io.gyre.feed;

import io.gyre.StopSignal;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * A steady pace: point i is due i/rate seconds after the first. A late sender catches up.
 *
 * @param rate points per second, above 0; infinite for as fast as they are taken
 * @param originNanos {@link System#nanoTime()} at which point 0 is due; that clock neither jumps
 *     nor counts the time a laptop sleeps
 * @param times the event time of each point, in milliseconds since the epoch
 */
public record SendSchedule(double rate, long originNanos, LongUnaryOperator times)
    implements FeedLoop.Pace {

  /** Sending at most every 2 ms costs a tenth of the CPU of waking for each point. */
  private static final long SHORTEST_WAIT_NANOS = 2_000_000;

  /** Returns a schedule without waits, whose points carry the time at which they are sent. */
  public static SendSchedule atOnce() {
    return new SendSchedule(
        Double.POSITIVE_INFINITY, System.nanoTime(), i -> System.currentTimeMillis());
  }

  /**
   * Returns a schedule that begins at the next full second. Its event times begin there too, or at
   * the first full second after the given time, even if that is ahead of the clock.
   */
  public static SendSchedule fromNextSecond(double rate, long afterMs) {
    long now = System.currentTimeMillis();
    long due = nextSecond(now);
    return new SendSchedule(
        rate,
        System.nanoTime() + (due - now) * 1_000_000,
        evenTimes(rate, Math.max(due, nextSecond(afterMs))));
  }

  static long nextSecond(long ms) {
    return Math.floorDiv(ms, 1000L) * 1000 + 1000;
  }

  /** Returns a schedule that begins now with another event time. */
  public static SendSchedule replaying(double rate, long startMs) {
    return new SendSchedule(rate, System.nanoTime(), evenTimes(rate, startMs));
  }

  /** Returns the times t(i) = start + i·1000/rate, in milliseconds. */
  public static LongUnaryOperator evenTimes(double rate, long startMs) {
    return i -> startMs + (long) Math.floor(i * 1000.0 / rate);
  }

  /** Returns this pace with other event times. */
  public SendSchedule withTimes(LongUnaryOperator others) {
    return new SendSchedule(rate, originNanos, others);
  }

  @Override
  public long timestamp(long i) {
    return times.applyAsLong(i);
  }

  @Override
  public boolean await(long i, StopSignal stop) throws InterruptedException {
    long wait = originNanos + (long) (i * 1e9 / rate) - System.nanoTime();
    return wait <= 0
        ? !stop.requested()
        : !stop.await(Math.max(wait, SHORTEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
  }
}
