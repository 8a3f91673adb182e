package io.gyre.page.live;

import io.gyre.http.JsonBody;

/** Steers the built-in producer of spirals, which runs in the same process. Thread-safe. */
public interface SpiralControls {

  /** In points per second. */
  int MAX_RATE = 100_000;

  /** In degrees per 1,000 points, of either sign. */
  double MAX_SPIN = 90;

  /**
   * The state of the producer.
   *
   * @param swapped whether each arm has the next one's label
   * @param produced points handed to Kafka since the start
   * @param arms of the spiral; two are the notebook's
   */
  record State(boolean paused, int rate, double spin, boolean swapped, long produced, int arms) {}

  /** A change of some of that, where not null; {@code swap} gives each arm the next one's label. */
  record Change(Boolean paused, Integer rate, Double spin, Boolean swap) {

    public Change {
      JsonBody.require(
          rate == null || rate >= 1 && rate <= MAX_RATE,
          "rate: expected 1 to %d points per second, found %d".formatted(MAX_RATE, rate));
      JsonBody.require(
          spin == null || Math.abs(spin) <= MAX_SPIN,
          "spin: expected %s to %s degrees per 1,000 points, found %s"
              .formatted(-MAX_SPIN, MAX_SPIN, spin));
    }
  }

  State state();

  /** Makes a change, in force from the next point on. */
  void apply(Change change);
}
