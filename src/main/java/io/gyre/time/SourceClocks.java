package io.gyre.time;

import java.util.ArrayList;
import java.util.List;

/**
 * The clocks of a journal's sources; none in a fold without a journal. Their order means nothing.
 * Not thread-safe.
 */
final class SourceClocks {

  private final WindowSettings windowing;
  private final List<SourceClock> all = new ArrayList<>();
  private SourceClock present;

  SourceClocks(WindowSettings windowing) {
    this.windowing = windowing;
  }

  SourceClock add() {
    SourceClock added = new SourceClock(windowing);
    all.add(added);
    return added;
  }

  /** The source of the present record; null without a journal. */
  SourceClock present() {
    return present;
  }

  void present(SourceClock source) {
    present = source;
  }

  void arrive() {
    for (SourceClock each : all) {
      each.absent++;
    }
    if (present != null) {
      present.absent = 0;
      present.ended = false;
    }
  }

  void end() {
    if (present != null) {
      present.ended = true;
    }
  }

  /** Notes that a window has been closed, to all whose time has passed it. */
  void close(long startMs) {
    for (SourceClock each : all) {
      if (each.isPast(startMs)) {
        each.close(startMs);
      }
    }
  }

  /**
   * Returns the smallest time of the active sources; when there is none, the largest of those that
   * have ended; -1 when there is none either.
   *
   * @param closedUntil the end of the last window closed; a source that is more than {@code
   *     maxAhead} behind it is left out: it would hold the time until it has caught up
   */
  long time(long closedUntil) {
    long earliest = Long.MAX_VALUE;
    long ended = EventClock.NONE;
    for (SourceClock each : all) {
      long time = each.time();
      if (each.isActive() && closedUntil - time <= windowing.maxAheadMs()) {
        earliest = Math.min(earliest, time);
      } else if (each.ended) {
        ended = Math.max(ended, time);
      }
    }
    return earliest == Long.MAX_VALUE ? ended : earliest;
  }

  /** Returns the largest time of all sources, active or not; -1 if there are none. */
  long latest() {
    long latest = EventClock.NONE;
    for (SourceClock each : all) {
      latest = Math.max(latest, each.time());
    }
    return latest;
  }

  boolean noneIsActive() {
    return all.stream().noneMatch(SourceClock::isActive);
  }
}
