package io.gyre.cli.view;

import io.gyre.data.Label;
import io.gyre.fold.FoldReport;
import io.gyre.fold.state.LearnerReport;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.RareClasses;
import io.gyre.scoring.ScopedMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sentences about total scores, for what their numbers alone do not tell. */
public final class ScoreNotes {

  private ScoreNotes() {}

  /**
   * Returns lines about scores.
   *
   * @param any of the learners, as the notes are the same for all
   */
  public static List<String> lines(LearnerReport any, FoldReport fold) {
    Map<Label, Long> labels = fold.labels();
    Map<String, Object> total = any.total();
    List<String> lines = new ArrayList<>();
    if (any.counts().late() > 0) {
      lines.add(
          "Out of order: %s points came after others of a later time. Labels that came with them are in no score, and no delay by the time can be kept. Sort the rows by their time, or say with --grace how far back one may be."
              .formatted(NumberText.count(any.counts().late())));
    }
    if (any.counts().early() > 0) {
      lines.add(
          "Far ahead: %s points came more than --max-ahead after the ones before, as after a pause. Labels that came with them are in no score; a longer one takes them."
              .formatted(NumberText.count(any.counts().early())));
    }
    if (fold.wrongClocks() > 0) {
      lines.add(
          "Wrong clocks: %s times the time went ahead, or stood, and the points after it said that it was wrong."
              .formatted(NumberText.count(fold.wrongClocks())));
    }
    rare(total, labels).ifPresent(lines::add);
    if (beforeLabels(total) > 0) {
      lines.add(
          "Answered before any label was known: %s, in no score."
              .formatted(NumberText.count(beforeLabels(total))));
    }
    return lines;
  }

  static long beforeLabels(Map<String, Object> total) {
    Object count = total == null ? null : total.get(ScopedMetrics.BEFORE_LABELS);
    return count instanceof Number number ? number.longValue() : 0;
  }

  private static Optional<String> rare(Map<String, Object> total, Map<Label, Long> labels) {
    if (!RareClasses.areIn(total) || labels.size() < 2) {
      return Optional.empty();
    }
    Map.Entry<Label, Long> most =
        labels.entrySet().stream().max(Map.Entry.comparingByValue(Comparator.naturalOrder())).get();
    double all = labels.values().stream().mapToLong(count -> count).sum();
    String name = NumberText.label(most.getKey());
    return Optional.of(rare(most.getValue() / all, name, name));
  }

  /** Says without the name of the class that classes are rare; null if they are not. */
  static String rare(Map<String, Object> total) {
    return RareClasses.areIn(total)
        ? rare(
            ((Number) total.get(MetricRegistry.MOST_FREQUENT)).doubleValue(),
            "of one class",
            "that class")
        : null;
  }

  /** Rounds the share down, since 100 % would not be true. */
  private static String rare(double share, String are, String named) {
    return "%.1f %% of the labels are %s: accuracy tells nothing here, whoever always says %s has it too."
        .formatted(Math.floor(1_000 * share) / 10, are, named);
  }
}
