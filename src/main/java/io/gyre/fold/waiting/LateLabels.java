package io.gyre.fold.waiting;

import io.gyre.GyreException;

/**
 * How long and how many points wait for labels that come in records of their own.
 *
 * <p>A label that comes before its point waits as a point does, and within the same bounds.
 *
 * @param waitMs how long a point waits, in ms that the stream's time advances: 1 or more
 * @param waiting how many points wait at most, and of how many it is remembered that their label
 *     came: 1 or more
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
