package io.gyre.feed;

import io.gyre.data.Point;
import io.gyre.file.LabelSeparator;
import io.gyre.file.Row;
import io.gyre.file.SeparatedRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Holds the label of each row back: its point goes without, and the label follows in a record of
 * its own, right behind the first row that has come at least the delay later. A delay is counted in
 * rows or in ms of a clock that the rows turn: with a time of their own, that (one that goes back
 * counts as the latest so far); else the given one. After the last row, the labels that are left
 * follow at once.
 *
 * <p>A row without an id gets {@code row-N}, N its number from 1 among the rows that were sent.
 * Point and label have the row's key, or if it has none the id. One thread calls; any may ask for
 * the summary.
 */
public final class HeldLabels implements FeedLoop.Records {

  /** Some 150 bytes each; more are not held. */
  public static final int MOST = 5_000_000;

  private static final String GENERATED = "row-";

  private record Held(String key, byte[] record, long due) {}

  private final LabelSeparator splitter;
  private final LabelDelay delay;
  private final LongUnaryOperator clock;
  private final int most;
  private final ArrayDeque<Held> queue = new ArrayDeque<>();
  private long rows;
  private long now = Long.MIN_VALUE;
  private long lastTimestamp;
  private volatile long held;
  private volatile long hurried;

  /**
   * @param splitter finds the time if rows have one of their own
   * @param clock the time of row i, counted from 0, in ms; null for the rows' timestamps
   * @param most so many are held
   */
  public HeldLabels(LabelSeparator splitter, LabelDelay delay, LongUnaryOperator clock, int most) {
    this.splitter = splitter;
    this.delay = delay;
    this.clock = clock;
    this.most = most;
  }

  @Override
  public void row(Row row, long timestamp, FeedLoop.Sink out) {
    SeparatedRow parts = splitter.split(row, GENERATED + (rows + 1));
    now = Math.max(now, time(parts, timestamp));
    rows++;
    lastTimestamp = timestamp;
    String key = row.key() == null ? parts.id() : row.key();
    out.point(key, parts.point(), timestamp);
    if (parts.label() != null) {
      queue.add(new Held(key, parts.label(), now + delay.amount()));
    }
    release(out);
  }

  private long time(SeparatedRow parts, long timestamp) {
    if (!delay.isTime()) {
      return rows;
    }
    if (parts.timeMs() != Point.NO_TIME) {
      return parts.timeMs();
    }
    return clock == null ? timestamp : clock.applyAsLong(rows);
  }

  private void release(FeedLoop.Sink out) {
    while (!queue.isEmpty() && (queue.peek().due <= now || queue.size() > most)) {
      if (queue.peek().due > now) {
        hurried = hurried + 1; // Only the thread that calls writes it.
      }
      send(out);
    }
    held = queue.size();
  }

  private void send(FeedLoop.Sink out) {
    Held next = queue.remove();
    out.label(next.key, next.record, lastTimestamp);
  }

  @Override
  public void end(FeedLoop.Sink out) {
    while (!queue.isEmpty()) {
      send(out);
      held = queue.size();
    }
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
