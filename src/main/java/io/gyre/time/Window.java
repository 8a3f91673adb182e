package io.gyre.time;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * What has been counted in one open window, or in several that follow one another; mutable, belongs
 * to {@link PartitionWindows}.
 */
public final class Window {

  final long startMs;
  final long endMs;
  long points;
  long labelled;
  long late;
  long early;

  /** Points of it that came before: they count here, but in no total. */
  long repeated;

  Window(long startMs, long endMs) {
    this.startMs = startMs;
    this.endMs = endMs;
  }

  /** Its first millisecond, since the epoch. */
  public long startMs() {
    return startMs;
  }

  /** The first millisecond after it. */
  public long endMs() {
    return endMs;
  }

  boolean holds(long timeMs) {
    return timeMs >= startMs && timeMs < endMs;
  }

  /** Points that fell into it. */
  public long points() {
    return points;
  }

  /** Points that had a label. */
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

  /** Returns both as one, from the beginning of this to the end of the later. */
  Window with(Window later) {
    Window both = new Window(startMs, later.endMs);
    both.points = points + later.points;
    both.labelled = labelled + later.labelled;
    both.late = late + later.late;
    both.early = early + later.early;
    both.repeated = repeated + later.repeated;
    return both;
  }

  void absorb(Window wrong) {
    early += wrong.points + wrong.early;
    late += wrong.late;
  }

  void write(StateWriter out) {
    out.putLong(startMs).putLong(points).putLong(labelled).putLong(late).putLong(early);
    out.putLong(repeated);
  }

  /** Reads what {@link #write} wrote, behind its start. */
  void read(StateReader in) {
    points = in.getLong();
    labelled = in.getLong();
    late = in.getLong();
    early = in.getLong();
    repeated = in.getLong();
  }
}
