package io.gyre.time;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * By how much the time of a stream has advanced in all: the age of what has waited since.
 *
 * <p>It counts new maxima of the time only, so that a time that falls a little and comes again does
 * not count twice. When the time falls by more than a step may count, it was wrong, and what
 * follows counts from there. Not thread-safe.
 */
final class ElapsedEventTime extends StatePart {

  private final long longestStepMs;
  private long sumMs;
  private long latestMs = EventClock.NONE;

  ElapsedEventTime(long longestStepMs) {
    super("age");
    this.longestStepMs = longestStepMs;
  }

  long sumMs() {
    return sumMs;
  }

  void to(long timeMs) {
    if (timeMs > latestMs) {
      sumMs += latestMs == EventClock.NONE ? 0 : Math.min(timeMs - latestMs, longestStepMs);
    } else if (latestMs - timeMs <= longestStepMs) {
      return;
    }
    latestMs = timeMs;
    changed();
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(sumMs).putLong(latestMs);
  }

  @Override
  public void read(StateReader in, int version) {
    sumMs = in.getLong();
    latestMs = in.getLong();
  }
}
