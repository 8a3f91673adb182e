package io.gyre.time;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The total advance of a stream's time, to measure the age of waiting points.
 *
 * <p>Only new maxima of the time count, so that a small fall and return does not count twice. A
 * fall by more than the longest step shows that the time was wrong, and counting starts from there.
 * Not thread-safe.
 */
final class ElapsedEventTime extends StatePart {

  private final long longestStepMs;
  long sumMs;
  private long latestMs = EventClock.NONE;

  ElapsedEventTime(long longestStepMs) {
    super("age");
    this.longestStepMs = longestStepMs;
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
