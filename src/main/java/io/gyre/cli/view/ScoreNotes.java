package io.gyre.cli.view;

import io.gyre.app.score.PairedScores;
import io.gyre.data.Label;
import io.gyre.fold.FoldReport;
import io.gyre.fold.state.LearnerReport;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.RareClasses;
import io.gyre.scoring.ScopedMetrics;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sentences at the end of a run, for what the numbers alone do not tell. */
public final class ScoreNotes {

  private static final String PRECISION = "average-precision";
  private static final double TOO_GOOD = 0.9; // a score that few streams allow
  private static final double CLEARLY = 0.01; // of a gain
  private static final double SURE = 2; // in standard errors; the page's comparisons have it too

  private ScoreNotes() {}

  /**
   * Returns lines about what was learned, decided and scored.
   *
   * @param knows fields that alone predict nearly all labels, with the share that is right
   * @param pairs compares the learners; null where nobody does
   */
  public static List<String> lines(
      FoldReport report, Map<String, Double> knows, PairedScores pairs) {
    List<LearnerReport> all =
        IntStream.range(0, report.learners().size())
            .mapToObj(i -> report.learner(i, true))
            .toList();
    LearnerReport any = all.get(report.learners().indexOf(report.settings().deciding()));
    Map<String, Object> total = any.total();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (report.withoutRoom(i) > 0) {
        lines.add(
            "%s has no room for %,d columns, and learns nothing from them: name the fields that matter with --fields, or what to leave out with --ignore."
                .formatted(report.learners().get(i), report.withoutRoom(i)));
      }
    }
    LateLabels late = report.settings().lateLabels();
    if (late != null) {
      lines.addAll(LateLabelText.lines(report.lateLabels(), late));
    } else if (report.settings().hasKeys() && !report.labels().isEmpty()) {
      lines.add(LateLabelText.AT_ONCE);
    }
    if (report.settings().hasKeys() && report.keys().evicted() > 0) {
      lines.add(
          "Of the values of keys %,d were forgotten, those not seen for longest: there are more than --max-keys %,d."
              .formatted(report.keys().evicted(), report.settings().keys().maxKeys()));
    }
    lines.addAll(DecisionText.lines(report));
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
    if (report.wrongClocks() > 0) {
      lines.add(
          "Wrong clocks: %s times the time went ahead, or stood, and the points after it said that it was wrong."
              .formatted(NumberText.count(report.wrongClocks())));
    }
    if (report.settings().records().ofAmounts()) {
      lines.addAll(amounts(report, all, any));
    } else {
      rare(total, report.labels()).ifPresent(lines::add);
      tooGood(total, knows).ifPresent(lines::add);
      notBest(report, pairs, total, all).ifPresent(lines::add);
    }
    if (beforeLabels(total) > 0) {
      lines.add(
          "Answered before any label was known: %s, in no score."
              .formatted(NumberText.count(beforeLabels(total))));
    }
    return lines;
  }

  /** Says how far off amounts are, what would be better, and how sure they are. */
  private static List<String> amounts(
      FoldReport report, List<LearnerReport> all, LearnerReport own) {
    Map<String, Object> total = own.total();
    String name = PrintableText.of(report.settings().deciding());
    if (!(number(total, "mae") >= 0)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s is off by %s in the mean, where the last value would be off by %s, and the mean of all so far by %s."
            .formatted(
                name,
                amount(total, "mae"),
                amount(total, "last-label-mae"),
                amount(total, "mean-so-far-mae")));
    if (number(total, "coverage") >= 0) {
      lines.add(
          "Of the labels %.1f %% are in their interval of %s %%, which is %s wide in the mean."
              .formatted(
                  100 * number(total, "coverage"),
                  NumberText.amount(100 * report.settings().interval()).replaceFirst("\\.?0+$", ""),
                  amount(total, "width")));
    }
    if (number(total, "limited") > 0) {
      lines.add(
          "Of the labels %s lay more than ten deviations off: they are learned and scored as ten."
              .formatted(NumberText.count((long) number(total, "limited"))));
    }
    all.stream()
        .filter(each -> number(each.total(), "gain") > number(total, "gain") + CLEARLY)
        .max(Comparator.comparingDouble(each -> number(each.total(), "gain")))
        .ifPresent(
            best ->
                lines.add(
                    "%s is not the best here: %s has a gain of %.4f, not %.4f."
                        .formatted(
                            name,
                            PrintableText.of(best.settings().name()),
                            number(best.total(), "gain"),
                            number(total, "gain"))));
    if (number(total, "gain") < 0) {
      lines.add(
          "%s is worse here than the better of the last value and the mean of all so far."
              .formatted(name));
    }
    return lines;
  }

  private static String amount(Map<String, Object> total, String metric) {
    return NumberText.amount(number(total, metric));
  }

  /** Names the field that alone tells the labels, where a score is as good as that. */
  private static Optional<String> tooGood(Map<String, Object> total, Map<String, Double> knows) {
    boolean good = number(total, RareClasses.areIn(total) ? PRECISION : "kappa") >= TOO_GOOD;
    return (good ? knows : Map.<String, Double>of())
        .entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(
                field ->
                    "Too good to be true? %s alone says %.1f %% of the first labels right. If it is known only after the label, leave it out with --ignore %s."
                        .formatted(
                            PrintableText.brief(field.getKey()),
                            100 * field.getValue(),
                            PrintableText.shellWord(field.getKey())));
  }

  /** Says in one sentence what is better than the learner that speaks for all; empty if nothing. */
  private static Optional<String> notBest(
      FoldReport report, PairedScores pairs, Map<String, Object> own, List<LearnerReport> all) {
    List<String> than = new ArrayList<>();
    if (number(own, "kappa-temporal") < 0) {
      than.add("always the last label (kappa-temporal %.4f)".formatted(own.get("kappa-temporal")));
    }
    boolean rare = RareClasses.areIn(own);
    String metric = rare ? PRECISION : "accuracy";
    double score = number(own, metric);
    if (!rare && score < number(own, "majority")) {
      than.add("always the class that is most frequent (%s)".formatted(of("majority", own, score)));
    }
    report
        .answering()
        .filter(
            i ->
                pairs != null
                    && SURE
                        < (rare ? pairs.precisionLead(i, all.get(i).total(), own) : pairs.lead(i)))
        .mapToObj(all::get)
        .max(Comparator.comparingDouble(each -> number(each.total(), metric)))
        .map(
            best ->
                "%s (%s)"
                    .formatted(
                        PrintableText.of(best.settings().name()), of(metric, best.total(), score)))
        .ifPresent(than::add);
    return Optional.of(report.settings().deciding() + " is not the best here: worse than ")
        .filter(known -> !than.isEmpty())
        .map(known -> PrintableText.of(known) + String.join(", and than ", than) + ".");
  }

  private static String of(String metric, Map<String, Object> total, double own) {
    return "%s %.4f against %.4f".formatted(metric, number(total, metric), own);
  }

  /** Returns a total score; NaN where it is undefined. */
  private static double number(Map<String, Object> total, String metric) {
    return total.get(metric) instanceof Number n ? n.doubleValue() : Double.NaN;
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
