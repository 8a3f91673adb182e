package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/** The counts of one window, or of several in a row; changed only by {@link PartitionWindows}. */
public final class Window {

  public final long startMs;

  /** The first millisecond after the window. */
  public final long endMs;

  long points;
  long labelled;
  long late;
  long early;
  long repeated;

  Window(long startMs, long endMs) {
    this.startMs = startMs;
    this.endMs = endMs;
  }

  public long points() {
    return points;
  }

  public long labelled() {
    return labelled;
  }

  /** Points that came in its time and belonged to a closed one. */
  public long late() {
    return late;
  }

  /** Points that came in its time with a timestamp too far ahead to believe. */
  public long early() {
    return early;
  }

  /** Returns the counts of now. */
  public Window copy() {
    return new Window(startMs, endMs).with(this);
  }

  /** Returns both as one; from the later one's beginning, if the time was wrong before. */
  Window with(Window later) {
    Window both = new Window(Math.min(startMs, later.startMs), later.endMs);
    both.points = points + later.points;
    both.labelled = labelled + later.labelled;
    both.late = late + later.late;
    both.early = early + later.early;
    both.repeated = repeated + later.repeated;
    return both;
  }

  /** Writes everything but the end. */
  void write(StateWriter out) {
    out.putLong(startMs).putLong(points).putLong(labelled).putLong(late).putLong(early);
    out.putLong(repeated);
  }

  /** Reads the output of {@link #write}, after its start. */
  Window read(StateReader in) {
    points = in.getLong();
    labelled = in.getLong();
    late = in.getLong();
    early = in.getLong();
    repeated = in.getLong();
    return this;
  }
}
