package io.gyre.cli.command;

import io.gyre.cli.view.NumberText;
import io.gyre.data.LateLabelCounts;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes the counts of labels that came later than their points. */
final class LateLabelText {

  private LateLabelText() {}

  static List<String> lines(LateLabelCounts labels) {
    String delay =
        labels.delayP50() == null
            ? ""
            : ", %s after them in half of the cases, %s in 99 %%"
                .formatted(seconds(labels.delayP50()), seconds(labels.delayP99()));
    String waiting =
        joined(
            counted(labels.waiting(), "points wait for a label"),
            counted(labels.waitingLabels(), "labels wait for a point"));
    String left =
        joined(
            counted(labels.unmatched(), "labels whose point did not come"),
            counted(labels.expired(), "points waited in vain"),
            counted(labels.evicted(), "points gave way to others"),
            counted(labels.repeated(), "labels came a second time"),
            counted(labels.corrections(), "corrections could not be taken"),
            counted(labels.sameId(), "points had the id of another"));
    String met =
        "Late labels: %s met their points%s.%s"
            .formatted(
                NumberText.count(labels.matched()), delay, waiting.isEmpty() ? "" : " " + waiting);
    return left.isEmpty() ? List.of(met) : List.of(met, "Left over: " + left);
  }

  private static String counted(long count, String what) {
    return count == 0 ? "" : NumberText.count(count) + " " + what;
  }

  private static String joined(String... parts) {
    String all = Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : all + ".";
  }

  private static String seconds(long ms) {
    return ms < 1_000
        ? ms + " ms"
        : String.format(Locale.ROOT, ms < 100_000 ? "%.1f s" : "%,.0f s", ms / 1e3);
  }
}
