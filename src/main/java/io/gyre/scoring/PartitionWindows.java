package io.gyre.scoring;

import io.gyre.scoring.EventClock.Arrival;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The event time of a partition, the windows that are open, and how many points came. The windows
 * follow the stream's {@link EventClock}. A point that came before, in an earlier pass over the
 * same rows, counts in its window only.
 *
 * <p>All of it depends on the points alone, never on the wall clock. Not thread-safe.
 */
public final class PartitionWindows implements StatePart {

  private final WindowSettings windowing;
  private final EventClock clock;

  /** Oldest first. */
  private final List<Window> open = new ArrayList<>();

  private long points;
  private long late;
  private long early;
  private long missed;
  private long changes;

  /** What follows when a window is found to be of a wrong time: told it, and the present one. */
  private final BiConsumer<Window, Window> onWrong;

  /**
   * @param onWrong told of each window that turns out to be of a wrong time, and of the present one
   *     that takes over its counts
   */
  public PartitionWindows(WindowSettings windowing, BiConsumer<Window, Window> onWrong) {
    this.windowing = windowing;
    this.onWrong = onWrong;
    clock = new EventClock(windowing);
  }

  /** The stream's time, in ms since the epoch; -1 before the first point. */
  public long time() {
    return clock.time();
  }

  /** Settles what a timestamp means, and moves the time on; ask {@link #due} afterwards. */
  public Arrival arrive(long timestampMs) {
    changes++;
    if (clock.startsAt(timestampMs)) {
      start(timestampMs);
    }
    return clock.arrive(timestampMs);
  }

  /** Starts the time over; what has been scored under a later, wrong one becomes early. */
  private void start(long timestampMs) {
    clock.start(timestampMs);
    Window present = current();
    while (open.get(open.size() - 1) != present) {
      Window wrong = open.remove(open.size() - 1);
      early += wrong.points - wrong.repeated;
      present.absorb(wrong);
      onWrong.accept(wrong, present);
    }
  }

  /**
   * Returns the oldest window if the time has closed it, else null; it stays until {@link #close}.
   */
  public Window due() {
    return !open.isEmpty() && clock.isPast(open.get(0).startMs) ? open.get(0) : null;
  }

  /** Removes the oldest window, for good. */
  public void close() {
    changes++;
    clock.close(open.remove(0).startMs);
  }

  /** The windows that are open, oldest first. */
  public List<Window> open() {
    return List.copyOf(open);
  }

  /** The window of the present time, which counts what belongs to no window of its own. */
  public Window current() {
    return window(clock.time());
  }

  /**
   * Counts a point.
   *
   * @param repeated whether it came before
   * @return the window that it is scored in; null if it is not scored
   */
  public Window count(Arrival arrival, long timestampMs, boolean labelled, boolean repeated) {
    int first = repeated ? 0 : 1;
    points += first;
    switch (arrival) {
      case LATE -> {
        late += first;
        current().late++;
        return null;
      }
      case EARLY -> {
        early += first;
        current().early++;
        return null;
      }
      default -> {
        Window window = window(timestampMs);
        window.points++;
        window.labelled += labelled ? 1 : 0;
        window.repeated += repeated ? 1 : 0;
        return window;
      }
    }
  }

  /** Counts the label of a point that came before; returns the window that it is scored in. */
  public Window countLabel() {
    changes++;
    Window window = current();
    window.labelled++;
    return window;
  }

  /** Moves the time on until all windows that are open are {@link #due}. */
  public void end() {
    if (!open.isEmpty()) {
      changes++;
      clock.passTo(open.get(open.size() - 1).endMs + windowing.graceMs());
    }
  }

  /** Counts points that the topic lost before they were read. */
  public void countMissed(long count) {
    changes++;
    missed += count;
  }

  /** Finds the window that holds a time, or opens it in its place. */
  private Window window(long timeMs) {
    int at = open.size();
    // Nearly always the newest; where it starts is a division, which is slow.
    if (at > 0 && open.get(at - 1).holds(timeMs)) {
      return open.get(at - 1);
    }
    long startMs = windowing.start(timeMs);
    while (at > 0 && open.get(at - 1).startMs >= startMs) {
      at--;
      if (open.get(at).startMs == startMs) {
        return open.get(at);
      }
    }
    Window window = new Window(startMs, windowing.end(startMs));
    open.add(at, window);
    return window;
  }

  /** Points since the beginning; here and below, without those that came before. */
  public long points() {
    return points;
  }

  /** Points whose window had closed. */
  public long late() {
    return late;
  }

  /** Points with a timestamp too far ahead to believe. */
  public long early() {
    return early;
  }

  /** Points that the topic lost before they were read. */
  public long missed() {
    return missed;
  }

  @Override
  public String name() {
    return "clock";
  }

  /** Version 1 knew no points that came before. */
  @Override
  public int version() {
    return 2;
  }

  @Override
  public long changes() {
    return changes;
  }

  @Override
  public void write(StateWriter out) {
    clock.write(out);
    out.putLong(points).putLong(late).putLong(early).putLong(missed);
    out.putLong(windowing.sizeMs()).putInt(open.size());
    open.forEach(window -> window.write(out));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * <p>When the length of a window has been changed since, the windows that were open are given up:
   * they are of another cut of time. Their points stay in the totals.
   */
  @Override
  public void read(StateReader in, int version) {
    clock.read(in);
    points = in.getLong();
    late = in.getLong();
    early = in.getLong();
    missed = in.getLong();
    boolean sameCut = in.getLong() == windowing.sizeMs();
    open.clear();
    for (int i = in.getCount(); i > 0; i--) {
      long startMs = in.getLong();
      Window window = new Window(startMs, windowing.end(startMs));
      window.read(in, version);
      if (sameCut) {
        open.add(window);
      }
    }
  }
}
