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
 * Delays the label of each row: its point is sent without it, and the label follows in a separate
 * record, right after the first row that is at least the delay later. A delay is counted in rows or
 * in ms: of the rows' own time if they have one (one that goes back counts as the latest so far),
 * else of the given clock. After the last row, the remaining labels follow.
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
  public record Delay(long amount, boolean isTime) {}

  private record Held(String key, byte[] record, long due) {}

  private final LabelSeparator splitter;
  private final Delay delay;
  private final LongUnaryOperator clock;
  private final int most;
  private final ArrayDeque<Held> queue = new ArrayDeque<>();
  private long rows;
  private long now = Long.MIN_VALUE;
  private long lastTimestamp;
  private volatile long held;
  private volatile long hurried;

  /**
   * @param splitter finds the time of rows that have one
   * @param clock the time of row i, counted from 0, in ms; null for the rows' timestamps
   */
  public HeldLabels(LabelSeparator splitter, Delay delay, LongUnaryOperator clock, int most) {
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
    held = queue.size();
    while (!queue.isEmpty() && (queue.peek().due <= now || queue.size() > most)) {
      Held next = queue.remove();
      hurried = hurried + (next.due > now ? 1 : 0); // Only one thread writes it.
      out.label(next.key, next.record, lastTimestamp);
      held = queue.size();
    }
  }

  @Override
  public void end(FeedLoop.Sink out) {
    now = Long.MAX_VALUE;
    release(out);
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
