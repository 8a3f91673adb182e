package io.gyre.time;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The total advance of a stream's time, to measure the age of waiting points.
 *
 * <p>Only new maxima of the time count, so that a small fall and return does not count twice. A
 * fall by more than the longest step shows that the time was wrong: the advance goes on from what
 * it was before the time jumped there, and counts again once it is larger than ever. Not
 * thread-safe.
 */
public final class ElapsedEventTime extends StatePart {

  private static final int VERSION = 4; // 3 counted again what it had counted by a wrong time

  private final long longestStepMs;
  private boolean used;
  long sumMs;
  private long latestMs = EventClock.NONE;
  private long advanceMs; // until the latest time; the sum is the largest so far
  private long beforeJumpMs; // the advance before the last step that was too long

  ElapsedEventTime(long longestStepMs) {
    super("age", VERSION, VERSION - 1);
    this.longestStepMs = longestStepMs;
  }

  /** Says whether it is stored; it is not by itself. */
  public void use(boolean used) {
    this.used = used;
  }

  @Override
  public boolean present() {
    return used;
  }

  void to(long timeMs) {
    long step = latestMs == EventClock.NONE ? 0 : timeMs - latestMs;
    if (step < -longestStepMs) {
      advanceMs -= Math.min(-step, advanceMs - beforeJumpMs);
    } else if (step > 0 || latestMs == EventClock.NONE) {
      beforeJumpMs = step > longestStepMs ? advanceMs : beforeJumpMs;
      advanceMs += Math.min(step, longestStepMs);
      sumMs = Math.max(sumMs, advanceMs);
    } else {
      return;
    }
    latestMs = timeMs;
    changed();
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(sumMs).putLong(latestMs).putLong(advanceMs).putLong(beforeJumpMs);
  }

  @Override
  public void read(StateReader in, int version) {
    sumMs = in.getLong();
    latestMs = in.getLong();
    advanceMs = version < VERSION ? sumMs : in.getLong();
    beforeJumpMs = version < VERSION ? sumMs : in.getLong();
  }
}
