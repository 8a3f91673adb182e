package io.gyre.cli.command;

import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.file.Row;

/** Reads a stretch of an endless spiral as if it came from a file. */
final class SpiralReader implements RowSource {

  /** A count for a stretch without end. */
  static final long ENDLESS = Long.MAX_VALUE;

  private final Spirals spirals;
  private final PointJson json = new PointJson();
  private long next;
  private long left;

  /**
   * @param first the index of the first point, which its id tells too
   * @param count how many points
   */
  SpiralReader(Spirals spirals, long first, long count) {
    this.spirals = spirals;
    this.next = first;
    this.left = count;
  }

  @Override
  public Row next() {
    if (left == 0) {
      return null;
    }
    left--;
    return new Row(next, json.write(spirals.at(next++)), true);
  }
}
