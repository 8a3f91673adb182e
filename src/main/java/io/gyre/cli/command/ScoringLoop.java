package io.gyre.cli.command;

import static io.gyre.scoring.Outcomes.NONE;
import static java.lang.Double.NaN;

import io.gyre.cli.view.LearnerScore;
import io.gyre.cli.view.NumberText;
import io.gyre.cli.view.ScoreNotes;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.data.record.Schema;
import io.gyre.data.survey.FieldSurvey;
import io.gyre.feed.HeldLabels;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.feed.LabelQueue;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.fold.Labelled;
import io.gyre.fold.Step;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.scoring.Outcomes;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Drives the fold of one log in a plain loop without Kafka. It learns the same as a topology from
 * the same records, to the last bit. Not thread-safe.
 */
final class ScoringLoop {

  final Fold fold;
  private final LateLabels late;
  final FoldReport report;
  private final Delay labelDelay;
  private final LabelQueue<Point> held; // null if labels are not held back
  private Function<String, Schema> schemas = id -> null;
  private final PredictionsFile predictions;
  final FieldSurvey survey;
  private final Outcomes outcome = new Outcomes(1);
  private final ScopedMetrics lastLabel = new ScopedMetrics(Scope.TOTAL, 0);
  private final ScopedMetrics majority = new ScopedMetrics(Scope.TOTAL, 0);

  /** The number of points, labelled or not, without those of later passes. */
  long points;

  private long labelled;
  private long repeated;
  private long unlearned;

  /**
   * @param labelDelay by how much labels are held back; null if they are not
   * @param predictions to be told each answer; may be null
   */
  ScoringLoop(FoldSettings settings, Delay labelDelay, PredictionsFile predictions) {
    this.predictions = predictions;
    this.labelDelay = labelDelay;
    held = labelDelay == null ? null : new LabelQueue<>(labelDelay, HeldLabels.MOST);
    late = settings.lateLabels();
    fold = Fold.open(settings.withReports(FoldSettings.NO_REPORTS), FoldStore.unsaved("the file"));
    report = fold.report();
    survey = new FieldSurvey(settings.records(), late != null && held == null, "");
  }

  /** Takes the schemas that the log lacks from somewhere else; returns this. */
  ScoringLoop withSchemas(Function<String, Schema> elsewhere) {
    schemas = elsewhere;
    return this;
  }

  /** Predicts and learns a record; returns why a topology would refuse it, or null. */
  String add(LogRecord record) {
    Step step = apply(held == null ? record : record.withoutLabel());
    if (step.isPoint()) {
      points += step.point().repeated() ? 0 : 1;
      repeated += step.point().repeated() ? 1 : 0;
      if (predictions != null) {
        predictions.add(step.point(), step.time(), step.answer());
      }
      survey.add(step.point().fields(), step.point().label());
      if (held != null) {
        hold(step.point());
      }
    }
    return step.reason();
  }

  /** Keeps a point's label, and gives the fold those that are due. */
  private void hold(Point point) {
    long now = labelDelay.isTime() ? report.time() : points + repeated;
    if (point.labelled()) {
      held.add(point.labelAlone(), now);
    }
    for (Point due = held.due(now); due != null; due = held.due(now)) {
      learn(due);
    }
  }

  /** Learns a label that was held back, unless another came of its id, or there is no room. */
  private void learn(Point label) {
    unlearned += apply(LogRecord.label(label, report.time())).isRefused() ? 1 : 0;
  }

  private Step apply(LogRecord record) {
    Step step = fold.apply(record);
    if (step.schema() != null) {
      Schema known = report.schemas().get(step.schema()); // denied: it is asked for once
      Schema schema = known != null ? known : schemas.apply(step.schema());
      fold.apply(
          LogRecord.schema(
              step.schema(), schema == null ? Schema.denied("it is not known") : schema));
      step = fold.apply(record);
    }
    step.labelled().stream().filter(of -> !of.point().repeated()).forEach(this::count);
    return step;
  }

  private void count(Labelled of) {
    labelled++;
    if (of.scored()) {
      score(lastLabel, of, of.lastLabel());
      score(majority, of, of.majority());
    }
  }

  private void score(ScopedMetrics baseline, Labelled of, int predicted) {
    outcome.clear();
    outcome.add(
        of.number(), predicted, NaN, NaN, of.lastLabel(), of.majority(), NONE, new double[0], 0);
    baseline.resize(Math.max(of.number(), predicted) + 1);
    baseline.add(outcome);
  }

  /** Learns the labels that are still held, and closes the last window. */
  void end() {
    while (held != null && held.size() > 0) {
      learn(held.next());
    }
    apply(LogRecord.of(LogRecord.Kind.END, null, 0, 0, report.next()));
  }

  List<String> summary(String source, double seconds) {
    List<String> lines = new ArrayList<>();
    long known = labelled - (late == null ? 0 : report.lateLabels().learnedTooLate());
    lines.add(
        "%s of %s in %.1f s, %s with a label, %s."
            .formatted(
                PrintableText.counted(points, "point"),
                PrintableText.of(source),
                seconds,
                known == points && points > 0 ? "all" : NumberText.count(known),
                PrintableText.counted(report.classes().size(), "class")));
    lines.addAll(ScoreNotes.lines(report, survey.found().knows()));
    if (unlearned > 0) {
      lines.add(
          "Not learned: %,d labels that were held back: their id had a label, or their class no room."
              .formatted(unlearned));
    }
    if (held != null && held.hurried() > 0) {
      lines.add(
          "Labels learned before their time, because too many were held: %,d."
              .formatted(held.hurried()));
    }
    if (repeated > 0) {
      lines.add("Learned but not counted: %,d of later passes.".formatted(repeated));
    }
    return lines;
  }

  /** Returns the figures of learners, those that mix others last, then of the baselines. */
  List<LearnerScore> scores() {
    List<LearnerScore> scores = LearnerScore.of(report);
    scores.add(LearnerScore.ofBaseline("last-label", lastLabel.values(true)));
    scores.add(LearnerScore.ofBaseline("majority", majority.values(true)));
    return scores;
  }
}
