package io.gyre.fold;

import io.gyre.scoring.Windows;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * How many points came, of each sort.
 *
 * @param points all
 * @param late those whose window had closed
 * @param early those with a timestamp too far ahead to believe
 * @param missed those that were gone before they could be read
 */
public record Counts(long points, long late, long early, long missed) {

  static Counts of(Windows windows) {
    return new Counts(windows.points(), windows.late(), windows.early(), windows.missed());
  }

  Counts minus(Counts other) {
    return new Counts(
        points - other.points, late - other.late, early - other.early, missed - other.missed);
  }

  Counts plus(Counts other) {
    return new Counts(
        points + other.points, late + other.late, early + other.early, missed + other.missed);
  }

  void write(StateWriter out) {
    out.putLong(points).putLong(late).putLong(early).putLong(missed);
  }

  static Counts read(StateReader in) {
    return new Counts(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
