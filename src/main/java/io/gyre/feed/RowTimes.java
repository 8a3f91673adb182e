package io.gyre.feed;

import io.gyre.file.DataFile;

/**
 * The event times of a file's rows: row i, counted from 0 among the rows that were sent, carries S
 * + i ms. So the windows, and all that is learned, depend only on the file, however fast it is
 * sent.
 *
 * @param startMs S, since the epoch
 */
public record RowTimes(long startMs) {

  private static final long DAY_MS = 86_400_000;

  private static final int SHORTEST_ROW_BYTES = 4; // a field, a comma, a label, the line's end
  private static final int PACKED = 20; // how many times longer a packed file is unpacked, at most

  /**
   * Returns the times of a file's rows. On an empty topic they begin at a midnight (UTC), where a
   * window of every usual length begins, a day ago or more, so that no row is ahead of the clock.
   * On any other they follow the records there: older rows would not be scored.
   *
   * @param nowMs the clock
   * @param latestMs the largest timestamp on the topic, −1 without records
   */
  public static RowTimes of(DataFile file, long nowMs, long latestMs) {
    if (latestMs >= 0) {
      return new RowTimes(SendSchedule.nextSecond(latestMs));
    }
    long perByte = file.name().endsWith(".gz") ? PACKED : 1;
    long back = Math.max(DAY_MS, Math.max(0, file.bytes()) * perByte / SHORTEST_ROW_BYTES);
    return new RowTimes(Math.max(0, Math.floorDiv(nowMs - back, DAY_MS) * DAY_MS));
  }

  /** Returns these times, moved back to where a window begins. */
  public RowTimes alignedTo(long windowMs) {
    return new RowTimes(startMs - Math.floorMod(startMs, windowMs));
  }

  /** Returns the event time of a row, in ms since the epoch. */
  public long of(long row) {
    return startMs + row;
  }
}
