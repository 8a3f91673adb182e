package io.gyre.stream;

import io.gyre.stream.EventClock.Arrival;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The windows that are open, and the totals: what a learner's metrics are made of. The windows
 * follow the stream's {@link EventClock}.
 *
 * <p>All of it depends on the points alone, never on the wall clock. Not thread-safe.
 */
final class Scores {

  private static final int BYTES = EventClock.BYTES + 5 * Long.BYTES + Integer.BYTES;

  private final Windowing windowing;
  private final EventClock clock;

  /** Oldest first. */
  private final Deque<Window> open = new ArrayDeque<>();

  private long points;
  private long late;
  private long early;
  private long missed;

  Scores(Windowing windowing) {
    this.windowing = windowing;
    clock = new EventClock(windowing);
  }

  /** The stream's time, -1 before the first point. */
  long time() {
    return clock.time();
  }

  /** Settles what a timestamp means, and moves the time on; call {@link #due} afterwards. */
  Arrival arrive(long timestampMs) {
    if (clock.startsAt(timestampMs)) {
      start(timestampMs);
    }
    return clock.arrive(timestampMs);
  }

  /** Starts the time over; what has been scored under a later, wrong one becomes early. */
  private void start(long timestampMs) {
    clock.start(timestampMs);
    Window present = current();
    while (open.peekLast() != present) {
      Window wrong = open.removeLast();
      early += wrong.points;
      present.early += wrong.points + wrong.early;
      present.late += wrong.late;
      present.steps += wrong.steps;
      present.refused += wrong.refused;
    }
  }

  /**
   * Returns the oldest window if the time has closed it, else null; it stays until {@link #close}.
   */
  Window due() {
    Window oldest = open.peekFirst();
    return oldest != null && clock.isPast(oldest.startMs) ? oldest : null;
  }

  /** Removes the oldest window, for good. */
  void close() {
    clock.close(open.removeFirst().startMs);
  }

  /** The windows that are open, oldest first. */
  Iterable<Window> open() {
    return open;
  }

  /** The window of the present time, which counts what belongs to no window of its own. */
  Window current() {
    return window(windowing.start(clock.time()));
  }

  /**
   * Counts a point.
   *
   * @param cost its cross-entropy; of no meaning without a label
   */
  void count(Arrival arrival, long timestampMs, boolean labelled, double cost, boolean correct) {
    points++;
    switch (arrival) {
      case LATE -> {
        late++;
        current().late++;
      }
      case EARLY -> {
        early++;
        current().early++;
      }
      case ON_TIME -> {
        Window window = window(windowing.start(timestampMs));
        window.points++;
        if (labelled) {
          window.labelled++;
          window.cost += cost;
          window.correct += correct ? 1 : 0;
        }
      }
    }
  }

  /** Counts points that the topic lost before they were read. */
  void countMissed(long count) {
    missed += count;
  }

  /** Finds a window, or opens it in its place. */
  private Window window(long startMs) {
    Window newest = open.peekLast();
    if (newest != null && newest.startMs == startMs) {
      return newest;
    }
    for (Window window : open) {
      if (window.startMs == startMs) {
        return window;
      }
    }
    return insert(new Window(startMs));
  }

  private Window insert(Window window) {
    Deque<Window> newer = new ArrayDeque<>();
    while (!open.isEmpty() && open.peekLast().startMs > window.startMs) {
      newer.addFirst(open.removeLast());
    }
    open.addLast(window);
    open.addAll(newer);
    return window;
  }

  /** The first time after a window that starts at the given one. */
  long end(long startMs) {
    return windowing.end(startMs);
  }

  long points() {
    return points;
  }

  long late() {
    return late;
  }

  long early() {
    return early;
  }

  long missed() {
    return missed;
  }

  int bytes() {
    return BYTES + open.size() * Window.BYTES;
  }

  void write(ByteBuffer out) {
    clock.write(out);
    out.putLong(points).putLong(late).putLong(early).putLong(missed);
    out.putLong(windowing.sizeMs()).putInt(open.size());
    for (Window window : open) {
      window.write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * <p>When the length of a window has been changed since, the windows that were open are given up:
   * they are of another cut of time. Their points stay in the totals.
   */
  void read(ByteBuffer in) {
    clock.read(in);
    points = in.getLong();
    late = in.getLong();
    early = in.getLong();
    missed = in.getLong();
    boolean sameCut = in.getLong() == windowing.sizeMs();
    open.clear();
    for (int i = in.getInt(); i > 0; i--) {
      Window window = Window.read(in);
      if (sameCut) {
        open.addLast(window);
      }
    }
  }
}
