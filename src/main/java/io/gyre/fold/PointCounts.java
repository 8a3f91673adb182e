package io.gyre.fold;

import io.gyre.scoring.PartitionWindows;
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

  static PointCounts of(PartitionWindows windows) {
    return new PointCounts(windows.points(), windows.late(), windows.early(), windows.missed());
  }

  /** Fewer may be missed than before, where it turned out that they were not lost. */
  PointCounts minus(PointCounts other) {
    return new PointCounts(
        points - other.points,
        late - other.late,
        early - other.early,
        Math.max(0, missed - other.missed));
  }

  PointCounts plus(PointCounts other) {
    return new PointCounts(
        points + other.points, late + other.late, early + other.early, missed + other.missed);
  }

  void write(StateWriter out) {
    out.putLong(points).putLong(late).putLong(early).putLong(missed);
  }

  static PointCounts read(StateReader in) {
    return new PointCounts(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
