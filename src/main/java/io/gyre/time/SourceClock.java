package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/** The event time of one source of a journal, and whether the journal's time waits for it. */
public final class SourceClock extends EventClock {

  /** The run of other sources' points after which it is left out until it returns. */
  static final int LONGEST_ABSENCE = 10_000;

  long absent; // points of other sources since its last one
  boolean ended;

  SourceClock(WindowSettings windowing) {
    super(windowing);
  }

  boolean isActive() {
    return !ended && absent < LONGEST_ABSENCE && hasStarted();
  }

  @Override
  public void write(StateWriter out) {
    super.write(out);
    out.putLong(absent).putByte(ended ? 1 : 0);
  }

  @Override
  public void read(StateReader in) {
    super.read(in);
    absent = in.getLong();
    ended = in.getByte() == 1;
  }
}
