package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/** The event time of one source of a journal, and whether the journal's time waits for it. */
public final class SourceClock extends EventClock {

  /** The run of other sources' points after which it is left out until it returns. */
  static final int LONGEST_ABSENCE = 10_000;

  long absent; // points of other sources since its last one
  private int still; // points of its own since its time last moved; one more once that is told
  boolean ended;

  SourceClock(WindowSettings windowing) {
    super(windowing);
  }

  boolean isActive() {
    return !ended && absent < LONGEST_ABSENCE && hasStarted();
  }

  /** Counts a point of its own. */
  void count(boolean moved) {
    still = moved ? 0 : Math.max(still, Math.min(still + 1, CONFIRMATIONS));
  }

  /** Tells whether it has sent some points, and its time has not moved. */
  boolean stands() {
    return still >= CONFIRMATIONS;
  }

  /** Tells, once until it moves again, whether it stands far behind a time. */
  boolean stands(long streamMs) {
    boolean first = still == CONFIRMATIONS && streamMs - time > windowing.maxAheadMs();
    still += first ? 1 : 0;
    return first;
  }

  @Override
  public void write(StateWriter out) {
    super.write(out);
    out.putLong(absent).putByte(ended ? 1 : 0).putInt(still);
  }

  /** Reads the output of {@link #write}, which once did not count whether it stands. */
  public void read(StateReader in, boolean counted) {
    super.read(in);
    absent = in.getLong();
    ended = in.getByte() == 1;
    still = counted ? in.getInt() : 0;
  }
}
