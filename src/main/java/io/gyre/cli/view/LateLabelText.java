package io.gyre.cli.view;

import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.waiting.LateLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes the counts of labels that came later than their points. */
public final class LateLabelText {

  /** To be told of labels in the rows of a file whose keys are remembered. */
  static final String AT_ONCE =
      "Labels come at once here, and are remembered of keys from the next record on; in life they come later, and these scores are better than they will be: --label-delay 7d, or as long as it takes.";

  /** In place of a table of zeros, of labels that were all held until the end. */
  public static final String ALL_HELD =
      "All labels came after the last row, so nothing was scored: --label-delay %s is longer than the stream. Give a shorter one, or more rows.";

  private static final long DAY_MS = 86_400_000;

  private LateLabelText() {}

  /** Returns what became of labels and of points that waited for them, and what to do. */
  static List<String> lines(LateLabelCounts labels, LateLabels settings) {
    String delay =
        labels.delayP50() == null
            ? ""
            : ", %s after them in half of the cases, %s in 99 %%"
                .formatted(time(labels.delayP50()), time(labels.delayP99()));
    String waiting =
        joined(
            counted(labels.silent(), "points were learned without a label when their wait ended"),
            counted(labels.learnedTooLate(), "of them once more with a label that came later"),
            counted(labels.waiting(), "points wait for a label"),
            counted(labels.waitingLabels(), "labels wait for a point"));
    String left =
        joined(
            counted(labels.unmatched(), "labels whose point did not come"),
            counted(tooLate(labels), "labels came too late"),
            counted(labels.expired(), "points waited in vain"),
            counted(labels.evicted(), "points gave way to others"),
            counted(labels.repeated(), "labels came a second time"),
            counted(labels.corrections(), "corrections could not be taken"),
            counted(labels.sameId(), "points had the id of another"));
    List<String> lines = new ArrayList<>();
    lines.add(
        "Late labels: %s met their points%s.%s"
            .formatted(
                NumberText.count(labels.matched()), delay, waiting.isEmpty() ? "" : " " + waiting));
    if (!left.isEmpty()) {
      lines.add("Left over: " + left);
    }
    boolean noneIsSilent = settings.unlabelledAs() != null && labels.silent() == 0;
    String hint =
        noneIsSilent && labels.waiting() > 0
            ? "No --wait has ended so far, so no point was learned as %s. Rows without --time are 1 ms apart: --wait 5s is 5,000 of them."
                .formatted(settings.unlabelledAs())
            : hint(labels);
    if (hint != null) {
      lines.add(hint);
    }
    return lines;
  }

  /**
   * Returns what to do about points whose wait ended before their label; null if there are none.
   */
  public static String hint(LateLabelCounts labels) {
    if (tooLate(labels) > 0) {
      long ms = Objects.requireNonNullElse(labels.delayP99(), 0L);
      return "%s labels came after the --wait of their points; 99 %% of all come within %s. Learn with a longer one, as --wait %s, or with --learn-too-late and enough --waiting-bytes."
          .formatted(
              NumberText.count(tooLate(labels)),
              time(ms),
              ms < DAY_MS ? ms / 1_000 + 1 + "s" : ms / DAY_MS + 1 + "d");
    }
    if (labels.evicted() > 0) {
      return "%s points gave way to others before their --wait ended, and were not learned: give them room by --waiting and --waiting-bytes."
          .formatted(NumberText.count(labels.evicted()));
    }
    if (labels.silent() > 0 && labels.unmatched() > 0) {
      return "%s labels found no point: do they come later than twice the --wait of their points? Then these were learned without them; give a longer --wait."
          .formatted(NumberText.count(labels.unmatched()));
    }
    return labels.expired() == 0
        ? null
        : "%s points were given up when their --wait ended without a label. Do labels take longer? Then give a longer --wait, as --wait 14d (default 7d). Does nobody label such points? Then say which class they are: --unlabelled-as CLASS."
            .formatted(NumberText.count(labels.expired()));
  }

  private static long tooLate(LateLabelCounts labels) {
    return labels.tooLate() - labels.learnedTooLate();
  }

  private static String counted(long count, String what) {
    return count == 0 ? "" : NumberText.count(count) + " " + what;
  }

  private static String joined(String... parts) {
    String all = Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : all + ".";
  }

  private static String time(long ms) {
    if (ms < 1_000) {
      return ms + " ms";
    }
    return ms < DAY_MS
        ? String.format(Locale.ROOT, ms < 100_000 ? "%.1f s" : "%,.0f s", ms / 1e3)
        : String.format(Locale.ROOT, "%.1f days", ms / (double) DAY_MS);
  }
}
