package io.gyre.feed;

import io.gyre.file.DataFile;

/**
 * The event times of a file's rows: row i, counted from 0 among those that were sent, bears S + i
 * ms. So the windows that rows fall into, and with them all that is learned, follow from the file
 * alone, however fast it is sent. Immutable.
 *
 * @param startMs S, since the epoch
 */
public record RowTimes(long startMs) {

  private static final long DAY_MS = 86_400_000;

  /** A row has a field, a label, something between them and something behind. */
  private static final int SHORTEST_ROW_BYTES = 4;

  /** A packed file may be so many times as long when it is unpacked. */
  private static final int PACKED = 20;

  /**
   * Returns the times of a file's rows. On a topic that holds nothing yet they begin at a midnight
   * (UTC), where a window of every usual length begins, and so far back that no row lies ahead of
   * the clock: a day at least, and more for a file of many rows. On another they come after what is
   * there, for what is older than a window that has closed is not scored.
   *
   * @param nowMs the clock
   * @param latestMs the largest timestamp on the topic, −1 for none
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
