package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * Counts of points of each sort, without repeated ones of later passes.
 *
 * @param points all
 * @param late those whose window had closed
 * @param early those with a timestamp too far ahead to believe
 * @param missed points that were gone before they could be read
 */
public record PointCounts(long points, long late, long early, long missed) {

  /** Subtracts others; fewer may be missed than before, where they turned out not to be lost. */
  public PointCounts minus(PointCounts other) {
    return new PointCounts(
        points - other.points,
        late - other.late,
        early - other.early,
        Math.max(0, missed - other.missed));
  }

  public PointCounts plus(PointCounts other) {
    return new PointCounts(
        points + other.points, late + other.late, early + other.early, missed + other.missed);
  }

  public void write(StateWriter out) {
    out.putLong(points).putLong(late).putLong(early).putLong(missed);
  }

  public static PointCounts read(StateReader in) {
    return new PointCounts(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
