package io.gyre.fold;

/**
 * Measures the recent time of one kind of call, for one call in {@value #EVERY}, so that it costs
 * next to nothing. Learning does not depend on it. Not thread-safe.
 */
final class Stopwatch {

  /** A prime, so that calls that step on a batch are measured as often as they come. */
  private static final int EVERY = 17;

  /** The number of measured calls of the mean; older ones fade. */
  private static final int REMEMBERED = 500;

  static final long UNMEASURED = Long.MIN_VALUE;

  private int calls;
  private int measured;

  /** The mean of the last calls, in ns; NaN before the first. */
  double meanNanos = Double.NaN;

  /** Begins a call; returns the argument for {@link #end}. */
  long begin() {
    if (calls > 0) {
      calls--;
      return UNMEASURED;
    }
    calls = EVERY - 1;
    return System.nanoTime();
  }

  void end(long begun) {
    if (begun != UNMEASURED) {
      long nanos = System.nanoTime() - begun;
      measured = Math.min(measured + 1, REMEMBERED);
      meanNanos = measured == 1 ? nanos : meanNanos + (nanos - meanNanos) / measured;
    }
  }
}
