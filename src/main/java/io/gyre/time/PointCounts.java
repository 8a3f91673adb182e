package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * How many points came, of each sort; those that came before in an earlier pass are left out.
 *
 * @param points all
 * @param late those whose window had closed
 * @param early those with a timestamp too far ahead to believe
 * @param missed those that were gone before they could be read
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

  /** Adds others. */
  public PointCounts plus(PointCounts other) {
    return new PointCounts(
        points + other.points, late + other.late, early + other.early, missed + other.missed);
  }

  /** Writes the four numbers. */
  public void write(StateWriter out) {
    out.putLong(points).putLong(late).putLong(early).putLong(missed);
  }

  /** Reads what {@link #write} wrote. */
  public static PointCounts read(StateReader in) {
    return new PointCounts(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
