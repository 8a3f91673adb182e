package io.gyre.feed;

import io.gyre.data.Point;
import io.gyre.file.LabelSeparator;
import io.gyre.file.Row;
import io.gyre.file.SeparatedRow;
import io.gyre.time.EventClock.Arrival;
import io.gyre.time.PartitionWindows;
import io.gyre.time.WindowSettings;
import io.gyre.words.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Delays the label of each row: its point is sent without it, and the label follows in a separate
 * record, right after the first row that is at least the delay later. A delay is counted in rows or
 * in ms: of the rows' own time if they have one, as far as an {@link EventClock} believes it, else
 * of the given clock. After the last row the remaining labels follow.
 *
 * <p>A row without an id gets {@code row-N}, N its number from 1 among the rows that were sent.
 * Point and label have the row's key, or without a key the id. One thread calls; any may ask for
 * the summary.
 */
public final class HeldLabels implements FeedLoop.Records {

  /** So many are held, of some 150 bytes each. */
  public static final int MOST = 5_000_000;

  private static final String GENERATED = "row-";

  /** The delay of a label, in milliseconds or in rows. */
  public record Delay(long amount, boolean isTime) {

    /** Returns it as it is typed. */
    @Override
    public String toString() {
      return isTime ? DurationText.of(amount) : Long.toString(amount);
    }
  }

  private record Held(String key, byte[] record) {}

  private final LabelSeparator splitter;
  private final Delay delay;
  private final LongUnaryOperator clock;
  private final boolean stamped;
  private final LabelQueue<Held> queue;
  private final PartitionWindows ownWindows; // the clock of the fold
  private long ownTime = Point.NO_TIME;
  private long rows;
  private long now = Long.MIN_VALUE;
  private long lastTimestamp;
  private volatile long held;
  private volatile long hurried;

  /**
   * @param splitter finds the time of rows that have one
   * @param clock the time of row i, counted from 0, in ms; null for the rows' timestamps
   * @param stamped whether the timestamp of a label is the rows' own time when it comes, if that is
   *     earlier than the timestamp of the last row; not if others order records by timestamps
   * @param windowing decides which of the rows' own times are believed, as in the fold that began
   *     to learn them
   */
  public HeldLabels(
      LabelSeparator splitter,
      Delay delay,
      LongUnaryOperator clock,
      boolean stamped,
      WindowSettings windowing,
      int most) {
    this.splitter = splitter;
    this.delay = delay;
    this.clock = clock;
    this.stamped = stamped;
    queue = new LabelQueue<>(delay, most);
    ownWindows = new PartitionWindows(windowing, (wrong, present) -> {});
  }

  @Override
  public void row(Row row, long timestamp, FeedLoop.Sink out) throws InterruptedException {
    SeparatedRow parts = splitter.split(row, GENERATED + (rows + 1));
    now = time(parts, timestamp);
    rows++;
    lastTimestamp = timestamp;
    String key = parts.id();
    out.point(key, parts.point(), timestamp);
    if (parts.label() != null) {
      queue.add(new Held(key, parts.label()), now);
    }
    release(out, false);
  }

  private long time(SeparatedRow parts, long timestamp) {
    if (parts.timeMs() != Point.NO_TIME) {
      Arrival arrival = ownWindows.arrive(parts.timeMs());
      while (ownWindows.due() != null) {
        ownWindows.close();
      }
      ownWindows.count(arrival, parts.timeMs(), false, false);
      ownTime = ownWindows.time();
    }
    if (!delay.isTime()) {
      return rows;
    }
    return ownTime != Point.NO_TIME
        ? ownTime
        : Math.max(now, clock == null ? timestamp : clock.applyAsLong(rows));
  }

  private void release(FeedLoop.Sink out, boolean all) throws InterruptedException {
    boolean own = stamped && ownTime != Point.NO_TIME;
    long timestamp = own ? Math.min(ownTime, lastTimestamp) : lastTimestamp;
    held = queue.size();
    for (Held next = next(all); next != null; next = next(all)) {
      hurried = queue.hurried();
      out.label(next.key, next.record, timestamp);
      held = queue.size();
    }
  }

  private Held next(boolean all) {
    return all ? queue.next() : queue.due(now);
  }

  @Override
  public void end(FeedLoop.Sink out) throws InterruptedException {
    release(out, true);
  }

  @Override
  public List<String> summary(long points, long labels) {
    List<String> lines = new ArrayList<>();
    if (held > 0) {
      lines.add("Labels held back and not sent: %,d.".formatted(held));
    }
    if (hurried > 0) {
      lines.add(
          "Labels sent before their time, because too many were held: %,d.".formatted(hurried));
    }
    return lines;
  }
}
