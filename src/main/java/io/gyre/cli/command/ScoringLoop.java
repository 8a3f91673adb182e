package io.gyre.cli.command;

import io.gyre.data.LateLabelCounts;
import io.gyre.data.Point;
import io.gyre.data.survey.FieldSurvey;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.fold.Labelled;
import io.gyre.fold.Step;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LearnerReport;
import io.gyre.scoring.Outcomes;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fold of one log driven by a plain loop: what a topology would learn from the same records,
 * without Kafka, to the last bit. Not thread-safe.
 */
final class ScoringLoop {

  private static final double NO_NUMBER = Double.NaN;

  private final Fold fold;
  private final FoldReport report;
  private final int labelDelay;
  private final FieldSurvey survey;
  private final Outcomes outcome = new Outcomes(1);
  private final Map<String, ScopedMetrics> ofBaselines = new LinkedHashMap<>();
  private int held;
  private long points;
  private long labelled;
  private long repeated;
  private long unlearned;

  /**
   * @param labelDelay so many records come before a label does
   */
  ScoringLoop(FoldSettings settings, int labelDelay) {
    this.labelDelay = labelDelay;
    fold = Fold.open(settings.withoutReports(), FoldStore.unsaved("the file"));
    report = fold.report();
    survey = new FieldSurvey(settings.records(), settings.lateLabels() != null);
    ofBaselines.put("last-label", new ScopedMetrics(Scope.TOTAL, 0));
    ofBaselines.put("majority", new ScopedMetrics(Scope.TOTAL, 0));
  }

  /**
   * Predicts and learns a record.
   *
   * @return why a topology would make a dead letter of it; null if it would not
   */
  String add(LogRecord record) {
    Step step = apply(labelDelay > 0 ? record.held() : record);
    if (step.isPoint()) {
      points += step.point().repeated() ? 0 : 1;
      repeated += step.point().repeated() ? 1 : 0;
      survey.add(step.point());
      if (labelDelay > 0 && step.kind() == Step.Kind.WAITING && ++held > labelDelay) {
        release();
      }
    }
    return step.reason();
  }

  private Step apply(LogRecord record) {
    Step step = fold.apply(record);
    if (step.labelled() != null) {
      score(step.labelled());
    }
    return step;
  }

  /** A label may be held for whose class there is no room any more. */
  private void release() {
    held--;
    unlearned += apply(LogRecord.release()).isRefused() ? 1 : 0;
  }

  private void score(Labelled of) {
    Point point = of.point();
    labelled += point.repeated() ? 0 : 1;
    if (of.scored() && !point.repeated()) {
      score("last-label", of, of.lastLabel());
      score("majority", of, of.majority());
    }
  }

  private void score(String baseline, Labelled of, int predicted) {
    outcome.clear();
    outcome.add(
        of.number(),
        predicted,
        NO_NUMBER,
        NO_NUMBER,
        of.lastLabel(),
        of.majority(),
        NO_NUMBER,
        false);
    ofBaselines.get(baseline).add(outcome);
  }

  /** Learns the labels that are still held back, and closes the last window. */
  void end() {
    while (held > 0) {
      release();
    }
    apply(LogRecord.of(LogRecord.Kind.END, null, 0, 0, report.next()));
  }

  /** Points so far, labelled or not, without those that came before. */
  long points() {
    return points;
  }

  /** Points that came before, in an earlier pass: they are learned, and not counted. */
  long repeated() {
    return repeated;
  }

  /** Returns how many of {@link #points} were learned from. */
  long labelled() {
    return labelled;
  }

  /** Labels that were held back and for whose classes there was no room when they came. */
  long unlearned() {
    return unlearned;
  }

  /** Returns the stream's time, in ms since the epoch; −1 before the first point. */
  long time() {
    return report.time();
  }

  int classes() {
    return report.classes().size();
  }

  FieldSurvey survey() {
    return survey;
  }

  /** Returns what became of labels that came later; null if none may. */
  LateLabelCounts lateLabels() {
    return report.lateLabels();
  }

  /** Says of each learner that does not see all columns how many it does not. */
  List<String> withoutRoom() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < report.learners().size(); i++) {
      if (report.withoutRoom(i) > 0) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s has no room for %,d columns, and learns nothing from them: name the fields that matter with --fields, or what to leave out with --ignore.",
                report.learners().get(i),
                report.withoutRoom(i)));
      }
    }
    return lines;
  }

  /** Returns how each learner did, those that mix others last, then the baselines. */
  List<LearnerScore> scores() {
    Map<String, Double> weights = new HashMap<>();
    List<LearnerReport> learners = new ArrayList<>();
    for (int i = 0; i < report.learners().size(); i++) {
      learners.add(report.learner(i, false));
      weights.putAll(learners.get(i).weights());
    }
    List<LearnerScore> scores = new ArrayList<>();
    for (int i = 0; i < learners.size(); i++) {
      LearnerReport learner = learners.get(i);
      scores.add(
          LearnerScore.of(
              learner.settings(),
              learner.total(),
              report.micros(i),
              weights.get(learner.settings().name()),
              report.digest(i),
              report.lateLabels()));
    }
    scores.sort(Comparator.comparing(LearnerScore::mixes));
    ofBaselines.forEach(
        (name, metrics) -> scores.add(LearnerScore.ofBaseline(name, metrics.values())));
    return scores;
  }
}
