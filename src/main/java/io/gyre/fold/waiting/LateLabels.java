package io.gyre.fold.waiting;

import io.gyre.GyreException;

/**
 * The limits for points that wait for labels; the same limits hold for labels that wait for points.
 *
 * @param waitMs how long a point waits, in ms that the stream's time advances: 1 or more
 * @param waiting the largest number of waiting points, and of remembered ids whose label came: 1 or
 *     more
 * @param waitingBytes what they may take in the store: 1 or more
 */
public record LateLabels(long waitMs, long waiting, long waitingBytes) {

  /**
   * @throws GyreException when a value is out of its range
   */
  public LateLabels {
    require("wait", waitMs, "ms");
    require("waiting", waiting, "points");
    require("waiting-bytes", waitingBytes, "bytes");
  }

  private static void require(String name, long value, String unit) {
    if (value < 1) {
      throw new GyreException("%s is %d %s, expected 1 or more".formatted(name, value, unit));
    }
  }
}
