package io.gyre.time;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.EventClock.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The event time of a partition, its open windows, and how many points came. A repeated point, of a
 * later pass over the same rows, counts in its window only.
 *
 * <p>The windows follow the stream's {@link EventClock}. In a journal each source has its own,
 * which alone decides whether a point is late or early. The stream's time is then the smallest of
 * the active sources, though never before a closed window. A point counts in the window of its own
 * time, or of the stream's if that is earlier or if the window has closed: so a source far ahead
 * opens no window, and the points of a source far behind are scored.
 *
 * <p>All of it depends only on the points, never on the wall clock. Not thread-safe.
 */
public final class PartitionWindows extends StatePart {

  /** The measure by which time passes with a point, for budgets of so many in a time. */
  public enum Pace {
    /** The stream's time, from what it was to what it is. */
    TIME,
    /** The pace of earlier points: the time stands, since the last ones were late or early. */
    POINTS,
    /** None: no later time can be counted from the one before. */
    NOTHING
  }

  private static final int VERSION = 5; // 4 did not count wrong clocks

  private final WindowSettings windowing;
  private final BiConsumer<Window, Window> onWrong;
  private final EventClock clock;

  /** The part that stores {@link #age}, if it is used. */
  public final ElapsedEventTime advance;

  private final List<SourceClock> sources = new ArrayList<>(); // in no order
  private SourceClock present; // of the current record; null without a journal
  private final List<Window> open = new ArrayList<>(); // oldest first
  private Window report; // windows closed since the last report, as one; may be null
  private long reports;
  private long points;
  private long late;
  private long early;
  private long missed;
  private long wrongClocks;
  private long ignored;
  private int outside; // points in a row that were late or early and moved no time
  private boolean started; // by the current point, not from a time that had been confirmed

  /** Gives onWrong each window that proves to have a wrong time, and what takes over its counts. */
  public PartitionWindows(WindowSettings windowing, BiConsumer<Window, Window> onWrong) {
    super("clock", VERSION, VERSION - 1);
    this.windowing = windowing;
    this.onWrong = onWrong;
    clock = new EventClock(windowing);
    advance = new ElapsedEventTime(windowing.maxAheadMs());
  }

  /** Makes the clock of one more source, which the caller stores. */
  public SourceClock addSource() {
    SourceClock source = new SourceClock(windowing);
    sources.add(source);
    return source;
  }

  /** Makes the partition that was read directly the only source so far of a journal. */
  public SourceClock becomeSource() {
    SourceClock source = addSource();
    source.become(clock);
    return source;
  }

  public void from(SourceClock source) {
    present = source;
  }

  private EventClock own() {
    return present == null ? clock : present;
  }

  /** Returns the stream's time, in ms since the epoch; -1 before the first point. */
  public long time() {
    return clock.time;
  }

  /** Returns the time of the current record's source; {@link #time} without a journal. */
  public long sourceTime() {
    return own().time;
  }

  /** Returns the total advance of the time in ms, in steps of {@code maxAhead} at most. */
  public long age() {
    return advance.sumMs;
  }

  /** Returns how often a clock was ahead and the time fell back, or stood and is not waited for. */
  public long wrongClocks() {
    return wrongClocks;
  }

  /** Returns what passes with the current point. */
  public Pace pace() {
    if (started) {
      return Pace.NOTHING;
    }
    return outside < EventClock.CONFIRMATIONS ? Pace.TIME : Pace.POINTS;
  }

  /** Judges a timestamp and moves the time on; ask {@link #due} afterwards. */
  public Arrival arrive(long timestampMs) {
    changed();
    for (SourceClock each : sources) {
      each.absent++;
    }
    if (present != null) {
      present.absent = 0;
      present.ended = false;
    }
    EventClock own = own();
    long before = clock.time;
    long ownBefore = own.time;
    boolean confirmed = !own.isUnconfirmed();
    if (own.startsAt(timestampMs)) {
      boolean falls = own.hasStarted();
      own.start(timestampMs);
      if (falls) {
        wrongClocks++;
        reopen(present);
      }
      follow();
      giveUpUnreached();
    }
    Arrival arrival = own.arrive(timestampMs);
    if (present != null) {
      present.count(own.time != ownBefore);
      if (!own.isUnconfirmed() && reopen(null)) {
        wrongClocks++;
        follow();
        giveUpUnreached();
      }
    }
    follow();
    if (present != null && present.stands(clock.time)) {
      wrongClocks++;
    }
    boolean jumped = clock.time - before > windowing.maxAheadMs();
    started = jumped && !(confirmed && own.time - ownBefore > windowing.maxAheadMs());
    boolean moved = arrival == Arrival.ON_TIME || clock.time > before;
    outside = moved ? 0 : Math.min(outside + 1, EventClock.CONFIRMATIONS);
    return arrival;
  }

  /**
   * Opens closed windows again if all sources are far behind them.
   *
   * @param fallen the source that has just fallen back, however far; may be null
   */
  private boolean reopen(SourceClock fallen) {
    long earliest = Long.MAX_VALUE;
    for (SourceClock each : sources) {
      if (each.isActive()) {
        if (each != fallen && isNear(each)) {
          return false;
        }
        earliest = Math.min(earliest, each.time);
      }
    }
    if (earliest == Long.MAX_VALUE) {
      return false;
    }
    clock.reopen(earliest);
    return true;
  }

  private boolean isNear(SourceClock source) {
    return clock.closedUntil - source.time <= windowing.maxAheadMs();
  }

  /**
   * Sets the time to the smallest of the active sources; without any, to the largest of the ended
   * ones. A source more than {@code maxAhead} behind the last closed window is left out, since it
   * would hold the time until it has caught up; one that stands is left out while others move.
   */
  private void follow() {
    long moving = Long.MAX_VALUE;
    long standing = Long.MAX_VALUE;
    long ended = EventClock.NONE;
    for (SourceClock each : sources) {
      if (!each.isActive() || !isNear(each)) {
        ended = each.ended ? Math.max(ended, each.time) : ended;
      } else if (each.stands()) {
        standing = Math.min(standing, each.time);
      } else {
        moving = Math.min(moving, each.time);
      }
    }
    long earliest = moving == Long.MAX_VALUE ? standing : moving;
    clock.follow(earliest == Long.MAX_VALUE ? ended : earliest);
    advance.to(clock.time);
  }

  /** Gives up windows that no clock has reached: their points count as early. */
  private void giveUpUnreached() {
    long reached = clock.time;
    for (SourceClock each : sources) {
      reached = Math.max(reached, each.time);
    }
    while (!open.isEmpty() && open.get(open.size() - 1).startMs > reached) {
      Window wrong = open.remove(open.size() - 1);
      Window now = current();
      early += wrong.points - wrong.repeated;
      now.early += wrong.points + wrong.early;
      now.late += wrong.late;
      onWrong.accept(wrong, now);
    }
  }

  /** Returns the oldest window if the time has passed it, else null; {@link #close} removes it. */
  public Window due() {
    return !open.isEmpty() && clock.isPast(open.get(0).startMs) ? open.get(0) : null;
  }

  /** Moves the oldest window into the report. */
  public void close() {
    changed();
    Window closed = open.remove(0);
    report = report == null ? closed : report.with(closed);
    clock.close(closed.startMs);
    sources.stream()
        .filter(each -> each.isPast(closed.startMs))
        .forEach(each -> each.close(closed.startMs));
  }

  /** Returns the windows closed since {@link #endReport}, as one; may be null. */
  public Window report() {
    return report;
  }

  /** Returns the windows since the last report and the open ones as one; null without any. */
  public Window preview() {
    Window all = report;
    for (Window each : open) {
      all = all == null ? each : all.with(each);
    }
    return all;
  }

  /** Ends the report: the next one begins with the next window that closes. */
  public void endReport() {
    changed();
    report = null;
    reports++;
  }

  public long reports() {
    return reports;
  }

  /** Returns the open windows, oldest first. */
  public List<Window> open() {
    return List.copyOf(open);
  }

  /** Returns the window of the current time, which counts all points outside other windows. */
  public Window current() {
    return window(clock.time);
  }

  /** Counts a point; returns the window that it is scored in, or null if it is not scored. */
  public Window count(Arrival arrival, long timestampMs, boolean labelled, boolean repeated) {
    int first = repeated ? 0 : 1;
    points += first;
    if (arrival == Arrival.LATE) {
      late += first;
      current().late++;
      return null;
    }
    if (arrival == Arrival.EARLY) {
      early += first;
      current().early++;
      return null;
    }
    long now = clock.time;
    Window window = window(timestampMs < now && !clock.isLate(timestampMs) ? timestampMs : now);
    window.points++;
    window.labelled += labelled ? 1 : 0;
    window.repeated += repeated ? 1 : 0;
    return window;
  }

  /** Counts the late label of a point; returns the window that it is scored in. */
  public Window countLabel() {
    changed();
    Window window = current();
    window.labelled++;
    return window;
  }

  /**
   * Moves the time on until all open windows are {@link #due}. In a journal this moves the time of
   * the current source, which then holds the others back no longer.
   */
  public void end() {
    if (!open.isEmpty() || present != null) {
      changed();
    }
    passOpen(own());
    if (present != null) {
      present.ended = true;
    }
    follow();
    if (sources.stream().noneMatch(SourceClock::isActive)) {
      passOpen(clock);
    }
  }

  /** Moves a clock past the windows that it has reached. */
  private void passOpen(EventClock passing) {
    for (int i = open.size() - 1; i >= 0; i--) {
      if (open.get(i).startMs <= passing.time) {
        passing.time = Math.max(passing.time, open.get(i).endMs + windowing.graceMs());
        return;
      }
    }
  }

  /**
   * Counts points lost before they were read; below 0 those that were not lost after all. The sum
   * stays within its bounds, since anybody may have written a count to a journal.
   */
  public void countMissed(long count) {
    if (count == 0) {
      return;
    }
    changed();
    long sum = missed + count;
    missed = count > 0 && sum < 0 ? Long.MAX_VALUE : Math.max(0, sum);
  }

  /** Counts a record that is not meant as a point: a tombstone, or another deletion of a row. */
  public void countIgnored() {
    changed();
    ignored++;
  }

  public long ignored() {
    return ignored;
  }

  /** Finds the window that holds a time, or opens it in its place. */
  private Window window(long timeMs) {
    int at = open.size();
    // Nearly always the newest; finding a window's start takes a division, which is slow.
    if (at > 0 && timeMs >= open.get(at - 1).startMs && timeMs < open.get(at - 1).endMs) {
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

  public PointCounts counts() {
    return new PointCounts(points, late, early, missed);
  }

  @Override
  public void write(StateWriter out) {
    clock.write(out);
    counts().write(out);
    out.putLong(windowing.sizeMs()).putInt(open.size());
    open.forEach(window -> window.write(out));
    out.putLong(reports).putLong(report == null ? EventClock.NONE : report.endMs);
    if (report != null) {
      report.write(out);
    }
    out.putLong(wrongClocks).putInt(outside).putLong(ignored);
  }

  /** Gives up open windows when their length has changed; totals keep their points. */
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
      open.add(new Window(startMs, windowing.end(startMs)).read(in));
    }
    if (!sameCut) {
      open.clear();
    }
    reports = in.getLong();
    long reportEndMs = in.getLong();
    report = reportEndMs == EventClock.NONE ? null : new Window(in.getLong(), reportEndMs).read(in);
    wrongClocks = version < VERSION ? 0 : in.getLong();
    outside = version < VERSION ? 0 : in.getInt();
    ignored = version < VERSION ? 0 : in.getLong();
  }
}
