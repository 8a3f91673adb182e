package io.gyre.fold.state;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/** Counts the records that are not meant as points: tombstones, and other deletions of rows. */
public final class IgnoredRecords extends StatePart {

  private long count;

  IgnoredRecords() {
    super("ignored");
  }

  public void add() {
    count++;
    changed();
  }

  public long count() {
    return count;
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(count);
  }

  @Override
  public void read(StateReader in, int version) {
    count = in.getLong();
  }
}
