package io.gyre.scoring;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/** The event time of one source of a journal, and whether the journal's time waits for it. */
public final class SourceClock {

  /** A source that none of so many points in a row was of is left out until it returns. */
  static final int LONGEST_ABSENCE = 10_000;

  final EventClock clock;

  /** Points of other sources since the last one of this. */
  private long absent;

  private boolean ended;

  SourceClock(WindowSettings windowing) {
    clock = new EventClock(windowing);
  }

  void arrive() {
    absent = 0;
    ended = false;
  }

  void passOver() {
    absent++;
  }

  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }

  boolean active() {
    return !ended && absent < LONGEST_ABSENCE && clock.hasStarted();
  }

  /** Writes everything. */
  public void write(StateWriter out) {
    clock.write(out);
    out.putLong(absent).putByte(ended ? 1 : 0);
  }

  /** Reads what {@link #write} wrote. */
  public void read(StateReader in) {
    clock.read(in);
    absent = in.getLong();
    ended = in.getByte() == 1;
  }
}
