package io.gyre.cli.view;

import io.gyre.data.PrintableText;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error if that is a terminal, else nothing. */
public final class Progress implements AutoCloseable {

  private static final int LONGEST_BAR = 30;

  private final ProgressBar bar;

  private Progress(ProgressBarBuilder bar) {
    this.bar = TerminalCheck.err() ? bar.build() : null;
  }

  /**
   * Begins to show how many are done.
   *
   * @param what is counted, in the plural
   * @param total the total number; −1 if unknown
   */
  public static Progress of(String what, long total) {
    return new Progress(bar(what, total));
  }

  /** Begins to show how much of a file was read. */
  public static Progress ofBytes(String name, long bytes) {
    return new Progress(bar(name, bytes).setUnit(" MiB", 1 << 20));
  }

  /** Begins to show progress towards a total, −1 if unknown, followed by a note. */
  public static Progress paced(long total) {
    return new Progress(
        bar("", total)
            .setRenderer(
                (state, width) ->
                    paced(state.getCurrent(), state.getMax(), state.getExtraMessage(), width)));
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
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .setConsumer(new ConsoleProgressBarConsumer(System.err));
  }

  public boolean isShown() {
    return bar != null;
  }

  /** Sets how many are done; the bar draws itself five times a second. */
  public void done(long count) {
    if (bar != null) {
      bar.stepTo(count);
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
