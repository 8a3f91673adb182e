package io.gyre.cli.command;

import io.gyre.cli.view.Progress;
import io.gyre.data.ThroughputEstimate;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Shows the progress of {@code gyre score}: a bar if standard error is a terminal, else a line
 * every 10 s. Not thread-safe.
 */
final class ScoreProgress implements AutoCloseable {

  private static final long REDRAWN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  final Progress bar;
  private final long total;
  private final Consumer<String> lines;
  private final LongSupplier clock;

  /** Null before the first point, with whose time the stream begins. */
  private ThroughputEstimate pace;

  private long saidNanos;

  /**
   * @param total bytes or records; -1 if unknown
   * @param lines gets each line if there is no bar
   * @param clock as {@link System#nanoTime}
   */
  ScoreProgress(long total, Consumer<String> lines, LongSupplier clock) {
    this.total = total;
    this.lines = lines;
    this.clock = clock;
    bar = Progress.paced(total);
    saidNanos = clock.getAsLong();
  }

  /**
   * Notes the progress.
   *
   * @param count how much of the total is done, above 0
   * @param points how many points that were
   * @param streamMs the stream's time, in ms since the epoch; -1 if it is not shown
   */
  void done(long count, long points, long streamMs) {
    bar.done(count);
    if (pace == null) {
      pace = new ThroughputEstimate(saidNanos, 0, ThroughputEstimate.UNKNOWN, streamMs);
    }
    long now = clock.getAsLong();
    if (now - saidNanos < (bar.isShown() ? REDRAWN_NANOS : LINE_NANOS)) {
      return;
    }
    saidNanos = now;
    double share = (double) count / total;
    long left =
        total < 0 || points == 0 ? ThroughputEstimate.UNKNOWN : Math.round(points / share - points);
    pace.note(now, points, left, streamMs);
    if (bar.isShown()) {
      bar.note(pace::text);
    } else {
      lines.accept((total < 0 ? "" : "%.0f %%, ".formatted(100 * share)) + pace.text());
    }
  }

  @Override
  public void close() {
    bar.close();
  }
}
