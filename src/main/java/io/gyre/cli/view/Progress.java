package io.gyre.cli.view;

import io.gyre.data.ThroughputEstimate;
import io.gyre.words.PrintableText;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on standard error if that is a terminal, else nothing, or a line now and then. Not
 * thread-safe.
 */
public final class Progress implements AutoCloseable {

  private static final int LONGEST_BAR = 30;
  private static final int REDRAWN_MS = 200;
  private static final long REDRAWN_NANOS = TimeUnit.MILLISECONDS.toNanos(REDRAWN_MS);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ProgressBar bar;
  private final long total;
  private final Consumer<String> lines;
  private final LongSupplier clock;

  /** Null before the first point, with whose time the stream begins. */
  private ThroughputEstimate pace;

  private long saidNanos;

  private Progress(ProgressBarBuilder bar, long total, Consumer<String> lines, LongSupplier clock) {
    this.bar = TerminalCheck.err() ? bar.build() : null;
    this.total = total;
    this.lines = lines;
    this.clock = clock;
    saidNanos = clock.getAsLong();
  }

  private static Progress of(ProgressBarBuilder bar, long total) {
    return new Progress(bar, total, line -> {}, System::nanoTime);
  }

  /**
   * Begins to show how many are done.
   *
   * @param what is counted, in the plural
   * @param total the total number; −1 if unknown
   */
  public static Progress of(String what, long total) {
    return of(bar(what, total), total);
  }

  /** Begins to show how much of a file was read. */
  public static Progress ofBytes(String name, long bytes) {
    return of(bar(name, bytes).setUnit(" MiB", 1 << 20), bytes);
  }

  /**
   * Begins to show the pace towards a total: a bar, else a line every 10 s.
   *
   * @param total bytes or records; −1 if unknown
   * @param lines gets each line if there is no bar
   * @param clock as {@link System#nanoTime}
   */
  public static Progress paced(long total, Consumer<String> lines, LongSupplier clock) {
    ProgressBarBuilder bar =
        bar("", total)
            .setRenderer(
                (state, width) ->
                    paced(state.getCurrent(), state.getMax(), state.getExtraMessage(), width));
    return new Progress(bar, total, lines, clock);
  }

  /** Returns the line, in which the bar takes what the note leaves of the width. */
  static String paced(long done, long total, String note, int width) {
    if (total <= 0) {
      return PrintableText.shortened(note, width);
    }
    double share = Math.min(1, (double) done / total);
    int most = Math.max(0, Math.min(LONGEST_BAR, width - note.length() - "100% [] ".length()));
    int full = (int) (share * most);
    String line =
        "%3.0f%% [%s%s] %s"
            .formatted(Math.floor(100 * share), "=".repeat(full), " ".repeat(most - full), note);
    return PrintableText.shortened(line, width);
  }

  private static ProgressBarBuilder bar(String task, long total) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REDRAWN_MS)
        .showSpeed()
        .setConsumer(new ConsoleProgressBarConsumer(System.err));
  }

  /** Sets how many are done; the bar draws itself five times a second. */
  public void done(long count) {
    if (bar != null) {
      bar.stepTo(count);
    }
  }

  /**
   * Notes how far it is, and the pace.
   *
   * @param count how much of the total is done, above 0
   * @param points how many points that were
   * @param streamMs the stream's time, in ms since the epoch; −1 if it is not shown
   */
  public void done(long count, long points, long streamMs) {
    done(count);
    if (pace == null) {
      pace = new ThroughputEstimate(saidNanos, 0, ThroughputEstimate.UNKNOWN, streamMs);
    }
    long now = clock.getAsLong();
    if (now - saidNanos < (bar == null ? LINE_NANOS : REDRAWN_NANOS)) {
      return;
    }
    saidNanos = now;
    double share = (double) count / total;
    long left =
        total < 0 || points == 0 ? ThroughputEstimate.UNKNOWN : Math.round(points / share - points);
    pace.note(now, points, left, streamMs);
    note(pace::text);
    if (bar == null) {
      lines.accept((total < 0 ? "" : "%.0f %%, ".formatted(100 * share)) + pace.text());
    }
  }

  /** Sets the text after the bar; computed only if there is a bar. */
  public void note(Supplier<String> text) {
    if (bar != null) {
      bar.setExtraMessage(text.get());
    }
  }

  /** Clears the bar's line for one that is about to be printed. */
  public void makeRoom() {
    if (bar != null) {
      System.err.print("\r\033[K");
      System.err.flush();
    }
  }

  /** Draws the bar for the last time. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
