package io.gyre.cli.view;

import io.gyre.data.Label;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.fold.FoldReport;
import io.gyre.fold.state.FoldSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Sentences about what was decided, and what came of it. */
public final class DecisionText {

  private DecisionText() {}

  /** Returns lines about a fold; none without decisions. */
  public static List<String> lines(FoldReport fold) {
    DecisionCounts counts = fold.decisions();
    if (counts == null) {
      return List.of();
    }
    if (fold.settings().records().ofAmounts()) {
      return List.of(outliers(counts));
    }
    return counts.decided() == 0
        ? List.of("Nothing was decided: " + whyNothing(fold.settings(), fold.labels()))
        : lines(counts);
  }

  private static String outliers(DecisionCounts counts) {
    return counts.decided() == 0
        ? "No label could be an outlier yet: that takes 2,000 labels or more, then a first period of --outliers %s."
            .formatted(counts.budget())
        : "Outliers: %s of %s labels."
            .formatted(NumberText.count(counts.alerts()), NumberText.count(counts.decided()));
  }

  private static String whyNothing(FoldSettings settings, Map<Label, Long> labels) {
    Label positive = settings.positive();
    if (positive == null && labels.size() > 2) {
      return "there are %d classes, and --positive does not say which of them is looked for: %s."
          .formatted(
              labels.size(),
              labels.keySet().stream()
                  .limit(5)
                  .map(NumberText::label)
                  .collect(Collectors.joining(", ")));
    }
    if (positive != null && labels.getOrDefault(positive, 0L) == 0) {
      return "no label is %s, which --positive says is looked for."
          .formatted(NumberText.label(positive));
    }
    if (labels.values().stream().filter(count -> count > 0).count() < 2) {
      return "labels of two classes are needed for that, and there are none of a second one.";
    }
    return settings.decisions().budget() == null
        ? "no point came after labels of both classes that says what it costs."
        : "the first period of --review %s has not passed since labels of both classes are known."
            .formatted(settings.decisions().budget());
  }

  private static List<String> lines(DecisionCounts counts) {
    List<String> lines = new ArrayList<>();
    String positive = NumberText.label(counts.positive());
    lines.add(
        "Looked for: class %s. Alerts: %s of %s points (%s)%s."
            .formatted(
                positive,
                NumberText.count(counts.alerts()),
                NumberText.count(counts.decided()),
                share((double) counts.alerts() / counts.decided()),
                counts.threshold() == null
                    ? ""
                    : "; the last threshold: " + NumberText.probability(counts.threshold())));
    if (counts.alertsLabelled() + counts.othersLabelled() > 0) {
      lines.add(
          "Labels have come of %s alerts and of %s other points%s. Of the alerts %s are of class %s (precision), and they are %s of all of it (recall)."
              .formatted(
                  NumberText.count(counts.alertsLabelled()),
                  NumberText.count(counts.othersLabelled()),
                  counts.othersSilent() == 0
                      ? ""
                      : ", %s of them by silence"
                          .formatted(NumberText.count(counts.othersSilent())),
                  share(counts.precision()),
                  positive,
                  share(counts.recall())));
    }
    if (counts.paid() != null) {
      lines.add(
          "Paid so far: %s, where no alerts would have cost %s and an alert of each point %s. Saved: %s against %s."
              .formatted(
                  amount(counts.paid()),
                  amount(counts.never()),
                  amount(counts.always()),
                  saved(counts),
                  counts.budget() == null ? "the better of the two" : "no alerts"));
    }
    if (counts.missingCosts() != null && counts.missingCosts() > 0) {
      lines.add(
          "Of %s points the costs were missing, text or below 0; a running mean stood for them."
              .formatted(NumberText.count(counts.missingCosts())));
    }
    return lines;
  }

  /** Returns how many alerts there were; a dash while nothing is decided. */
  static String alerts(DecisionCounts counts) {
    return counts.decided() == 0 ? NumberText.NONE : NumberText.count(counts.alerts());
  }

  static String share(Double share) {
    return NumberText.formatted("%.1f %%", share == null ? null : 100 * share);
  }

  /** Returns what was saved; a dash without costs. */
  static String saved(DecisionCounts counts) {
    return counts.saved() == null ? NumberText.NONE : amount(counts.saved());
  }

  /** Returns an amount of money: 12,345 or 1.25. */
  static String amount(double amount) {
    return String.format(Locale.ROOT, Math.abs(amount) < 100 ? "%,.2f" : "%,.0f", amount);
  }
}
