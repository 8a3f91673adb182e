package io.gyre.cli.command;

import io.gyre.cli.view.NumberText;
import io.gyre.data.LateLabelCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in words what became of labels that came later than their points. */
final class LateLabelText {

  private LateLabelText() {}

  static List<String> lines(LateLabelCounts labels) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Late labels: %s met their points%s.%s"
            .formatted(
                NumberText.count(labels.matched()),
                labels.delayP50() == null
                    ? ""
                    : ", %s after them in half of the cases, %s in 99 %%"
                        .formatted(seconds(labels.delayP50()), seconds(labels.delayP99())),
                waiting(labels)));
    List<String> odd = new ArrayList<>();
    add(odd, labels.unmatched(), "labels whose point did not come");
    add(odd, labels.expired(), "points waited in vain");
    add(odd, labels.evicted(), "points gave way to others");
    add(odd, labels.repeated(), "labels came a second time");
    add(odd, labels.corrections(), "corrections could not be taken");
    add(odd, labels.sameId(), "points had the id of another");
    if (!odd.isEmpty()) {
      lines.add("Left over: " + String.join(", ", odd) + ".");
    }
    return lines;
  }

  private static String waiting(LateLabelCounts labels) {
    List<String> waiting = new ArrayList<>();
    add(waiting, labels.waiting(), "points wait for a label");
    add(waiting, labels.waitingLabels(), "labels wait for a point");
    return waiting.isEmpty() ? "" : " " + String.join(", ", waiting) + ".";
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(NumberText.count(count) + " " + what);
    }
  }

  private static String seconds(long ms) {
    return ms < 1_000
        ? ms + " ms"
        : String.format(Locale.ROOT, ms < 100_000 ? "%.1f s" : "%,.0f s", ms / 1e3);
  }
}
