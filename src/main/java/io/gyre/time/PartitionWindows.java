package io.gyre.time;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.EventClock.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The event time of a partition, the windows that are open, and how many points came. A point that
 * came before, in an earlier pass over the same rows, counts in its window only.
 *
 * <p>The windows follow the stream's {@link EventClock}. In a journal each source has one of its
 * own, which alone settles whether a point is late or early, and the stream's time is the smallest
 * of the active sources, though never before what is closed. A point counts in the window of its
 * own time, of the stream's if that is earlier or if the window has closed: so a source that is far
 * ahead opens none, and the points of one that is far behind are scored.
 *
 * <p>All of it depends on the points alone, never on the wall clock. Not thread-safe.
 */
public final class PartitionWindows extends StatePart {

  /** Version 3 had no report. */
  private static final int VERSION = 4;

  private static final long NONE = -1;

  private final WindowSettings windowing;

  private final EventClock clock;

  private final SourceClocks sources;
  private final ElapsedEventTime advance;

  /** Oldest first. */
  private final List<Window> open = new ArrayList<>();

  /** The windows that have closed since the last report, as one; null if none has. */
  private Window report;

  private long reports;

  private long points;
  private long late;
  private long early;
  private long missed;

  /** Called with a window of a wrong time, and the present one. */
  private final BiConsumer<Window, Window> onWrong;

  /**
   * @param onWrong told of each window that turns out to be of a wrong time, and of the present one
   *     that takes over its counts
   */
  public PartitionWindows(WindowSettings windowing, BiConsumer<Window, Window> onWrong) {
    super("clock");
    this.windowing = windowing;
    this.onWrong = onWrong;
    clock = new EventClock(windowing);
    sources = new SourceClocks(windowing);
    advance = new ElapsedEventTime(windowing.maxAheadMs());
  }

  /** Makes the clock of one more source of a journal; it is stored by whoever asks for it. */
  public SourceClock addSource() {
    return sources.add();
  }

  /** Makes the only source so far of a journal out of the partition that was read directly. */
  public SourceClock becomeSource() {
    SourceClock source = sources.add();
    source.become(clock);
    return source;
  }

  /** Sets the source that the next point comes from. */
  public void from(SourceClock source) {
    sources.present(source);
  }

  /** The clock that settles what the next timestamp means. */
  private EventClock own() {
    return sources.present() == null ? clock : sources.present();
  }

  /** The stream's time, in ms since the epoch; -1 before the first point. */
  public long time() {
    return clock.time();
  }

  /**
   * The time of the present record's source, in ms since the epoch; -1 before its first point.
   * Without a journal it is {@link #time}.
   */
  public long sourceTime() {
    return own().time();
  }

  /**
   * By how many ms the time has advanced in all, each step counted as {@code maxAhead} at most;
   * never falls. It means something if {@link #advance} is stored from the first point on.
   */
  public long age() {
    return advance.sumMs();
  }

  /** The part that stores {@link #age}. */
  public StatePart advance() {
    return advance;
  }

  /** Settles what a timestamp means, and moves the time on; ask {@link #due} afterwards. */
  public Arrival arrive(long timestampMs) {
    changed();
    EventClock own = own();
    sources.arrive();
    if (own.startsAt(timestampMs)) {
      own.start(timestampMs);
      follow();
      giveUpUnreached();
    }
    Arrival arrival = own.arrive(timestampMs);
    follow();
    return arrival;
  }

  private void follow() {
    clock.follow(sources.time(clock.closedUntil()));
    advance.to(clock.time());
  }

  /** Counts points as early that were scored at a wrong time: one that no clock has reached. */
  private void giveUpUnreached() {
    long reached = Math.max(clock.time(), sources.latest());
    while (!open.isEmpty() && open.get(open.size() - 1).startMs > reached) {
      Window wrong = open.remove(open.size() - 1);
      Window present = current();
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

  /** Closes the oldest window, for good: it is in the report from now on. */
  public void close() {
    changed();
    Window closed = open.remove(0);
    report = report == null ? closed : report.with(closed);
    clock.close(closed.startMs);
    sources.close(closed.startMs);
  }

  /** The windows that have closed since the last report was taken, as one; null if none has. */
  public Window report() {
    return report;
  }

  /**
   * Returns the windows since the last report and those that are open as one; null if there are
   * none.
   */
  public Window preview() {
    Window all = report;
    for (Window each : open) {
      all = all == null ? each : all.with(each);
    }
    return all;
  }

  /** Takes the report: the next one begins with the next window that closes. */
  public void endReport() {
    changed();
    report = null;
    reports++;
  }

  /** How many reports were taken. */
  public long reports() {
    return reports;
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
        Window window = windowOf(timestampMs);
        window.points++;
        window.labelled += labelled ? 1 : 0;
        window.repeated += repeated ? 1 : 0;
        return window;
      }
    }
  }

  /** Counts the label of a point that came before; returns the window that it is scored in. */
  public Window countLabel() {
    changed();
    Window window = current();
    window.labelled++;
    return window;
  }

  /**
   * Moves the time on until all windows that are open are {@link #due}; in a journal the time of
   * the present source, which then holds the others back no longer.
   */
  public void end() {
    if (!open.isEmpty() || sources.present() != null) {
      changed();
    }
    passOpen(own());
    sources.end();
    follow();
    if (sources.noneIsActive()) {
      passOpen(clock);
    }
  }

  /** Moves a clock past the windows that it has reached. */
  private void passOpen(EventClock passing) {
    for (int i = open.size() - 1; i >= 0; i--) {
      if (open.get(i).startMs <= passing.time()) {
        passing.passTo(open.get(i).endMs + windowing.graceMs());
        return;
      }
    }
  }

  /**
   * Counts points that the topic lost before they were read. What a journal says of that anybody
   * may have written: the sum stays within its bounds.
   *
   * @param count less than 0 where it turns out that they were not lost
   */
  public void countMissed(long count) {
    if (count == 0) {
      return;
    }
    changed();
    long sum = missed + count;
    missed = count > 0 && sum < 0 ? Long.MAX_VALUE : Math.max(0, sum);
  }

  private Window windowOf(long timestampMs) {
    long now = clock.time();
    return window(timestampMs < now && !clock.isLate(timestampMs) ? timestampMs : now);
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

  /** How many points came since the beginning. */
  public PointCounts counts() {
    return new PointCounts(points, late, early, missed);
  }

  @Override
  public void write(StateWriter out) {
    clock.write(out);
    counts().write(out);
    out.putLong(windowing.sizeMs()).putInt(open.size());
    open.forEach(window -> window.write(out));
    out.putLong(reports).putLong(report == null ? NONE : report.endMs);
    if (report != null) {
      report.write(out);
    }
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
    PointCounts counts = PointCounts.read(in);
    points = counts.points();
    late = counts.late();
    early = counts.early();
    missed = Math.max(0, counts.missed());
    boolean sameCut = in.getLong() == windowing.sizeMs();
    open.clear();
    for (int i = in.getCount(); i > 0; i--) {
      long startMs = in.getLong();
      Window window = new Window(startMs, windowing.end(startMs));
      window.read(in);
      if (sameCut) {
        open.add(window);
      }
    }
    reports = version < VERSION ? 0 : in.getLong();
    long reportEndMs = version < VERSION ? NONE : in.getLong();
    report = reportEndMs == NONE ? null : new Window(in.getLong(), reportEndMs);
    if (report != null) {
      report.read(in);
    }
  }

  @Override
  public int version() {
    return VERSION;
  }
}
