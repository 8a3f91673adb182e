package io.gyre.time;

import io.gyre.GyreException;

/**
 * The windows of event time. They decide what is scored and when a pending batch is flushed, never
 * whether a point is learned.
 *
 * @param sizeMs length of a tumbling window, aligned to the epoch, 1 ms to 366 days
 * @param graceMs how long after its end a window stays open for points that are out of order, at
 *     most 1,000 windows
 * @param maxAheadMs a timestamp further ahead of the stream's time than this must be confirmed
 */
public record WindowSettings(long sizeMs, long graceMs, long maxAheadMs) {

  private static final long MAX_SIZE_MS = 366L * 24 * 3600 * 1000;
  private static final int MAX_OPEN = 1_000;

  /** Throws a {@link GyreException} when a value is out of its range. */
  public WindowSettings {
    if (sizeMs < 1 || sizeMs > MAX_SIZE_MS) {
      throw new GyreException("window is %d ms, expected 1 ms to 366 days".formatted(sizeMs));
    }
    if (graceMs < 0 || graceMs / sizeMs > MAX_OPEN) {
      throw new GyreException(
          "grace is %d ms, expected 0 to %d windows of %d ms".formatted(graceMs, MAX_OPEN, sizeMs));
    }
    if (maxAheadMs < sizeMs) {
      throw new GyreException(
          "max-ahead is %d ms, expected at least a window, %d ms".formatted(maxAheadMs, sizeMs));
    }
  }

  public static WindowSettings standard() {
    return new WindowSettings(1_000, 0, 3_600_000);
  }

  long start(long timeMs) {
    return timeMs - Math.floorMod(timeMs, sizeMs);
  }

  long end(long startMs) {
    return startMs + sizeMs;
  }
}
