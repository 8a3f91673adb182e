package io.gyre.dashboard.page;

/** Steers the built-in producer of spirals, which runs in the same process. Thread-safe. */
public interface SpiralControls {

  /** The largest rate that can be set, in points per second. */
  int MAX_RATE = 100_000;

  /** The fastest spin either way that can be set, in degrees per 1,000 points. */
  double MAX_SPIN = 90;

  /**
   * How the producer runs.
   *
   * @param paused whether it produces nothing for now
   * @param rate points per second when it is not paused
   * @param spin degrees of rotation per 1,000 points
   * @param swapped whether each arm bears the next one's label
   * @param produced points handed to Kafka since the start
   * @param arms of the spiral; two are the notebook's
   */
  record State(boolean paused, int rate, double spin, boolean swapped, long produced, int arms) {}

  /**
   * What shall change; null leaves a thing as it is.
   *
   * @param swap true gives each arm the next one's label from the next point on, or its own again
   */
  record Change(Boolean paused, Integer rate, Double spin, Boolean swap) {

    /**
     * @throws IllegalArgumentException when a value is out of its range
     */
    public Change {
      if (rate != null && (rate < 1 || rate > MAX_RATE)) {
        throw new IllegalArgumentException(
            "rate: expected 1 to %d points per second, found %d".formatted(MAX_RATE, rate));
      }
      if (spin != null && !(Math.abs(spin) <= MAX_SPIN)) {
        throw new IllegalArgumentException(
            "spin: expected %s to %s degrees per 1,000 points, found %s"
                .formatted(-MAX_SPIN, MAX_SPIN, spin));
      }
    }
  }

  /** How the producer runs now. */
  State state();

  /** Makes a change, in force from the next point on. */
  void apply(Change change);
}
