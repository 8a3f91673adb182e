package io.gyre.fold.state;

/**
 * How long one kind of call takes of late. One call in {@value #EVERY} is measured, so that it
 * costs next to nothing; what is measured changes nothing that is learned. Not thread-safe.
 */
final class Stopwatch {

  /** A prime, so that calls that step on a batch are measured as often as they come. */
  private static final int EVERY = 17;

  /** The mean is over so many measured calls; older ones fade. */
  private static final int REMEMBERED = 500;

  static final long UNMEASURED = Long.MIN_VALUE;

  private int calls;
  private int measured;
  private double meanNanos;

  /** Begins a call; returns what {@link #end} is to be told. */
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
      measured = Math.min(measured + 1, REMEMBERED);
      meanNanos += (System.nanoTime() - begun - meanNanos) / measured;
    }
  }

  boolean hasMeasured() {
    return measured > 0;
  }

  /** The mean of the last calls, in ns; 0 before the first. */
  double meanNanos() {
    return meanNanos;
  }
}
