package io.gyre.cli.command;

import io.gyre.data.FieldSurvey;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.fold.FoldSettings;
import io.gyre.fold.LateLabelCounts;
import io.gyre.fold.LearnerView;
import io.gyre.fold.PartitionFold;
import io.gyre.fold.WaitingMap;
import io.gyre.fold.WaitingPoint;
import io.gyre.scoring.Baselines;
import io.gyre.scoring.Outcomes;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import io.gyre.state.StateStorage;
import io.gyre.stream.LogIntake;
import io.gyre.stream.LogIntake.Located;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The fold of one partition driven by a plain loop: what a topology would learn from the same
 * records, without Kafka, to the last bit. Not thread-safe.
 */
final class ScoringLoop {

  private static final double NO_NUMBER = Double.NaN;

  private final PartitionFold fold;
  private final LogIntake intake;
  private final int learners;
  private final int labelDelay;
  private final FieldSurvey survey;
  private final Deque<WaitingPoint> waiting = new ArrayDeque<>();
  private final Baselines baselines = new Baselines();
  private final Outcomes outcome = new Outcomes(1);
  private final Map<String, ScopedMetrics> ofBaselines = new LinkedHashMap<>();
  private long points;
  private long labelled;
  private long repeated;

  /**
   * @param labelDelay so many records come before a label does
   * @param journal whether the records are of a journal
   */
  ScoringLoop(FoldSettings settings, int labelDelay, boolean journal) {
    this.labelDelay = labelDelay;
    learners = settings.learners().size();
    fold = new PartitionFold(settings, "the file");
    if (settings.lateLabels() != null) {
      fold.waitIn(new WaitingMap());
    }
    fold.load(StateStorage.NOTHING);
    fold.measureTime();
    survey = new FieldSurvey(settings.lateLabels() != null);
    intake = new LogIntake(settings, fold, journal);
    ofBaselines.put("last-label", new ScopedMetrics(Scope.TOTAL, 0));
    ofBaselines.put("majority", new ScopedMetrics(Scope.TOTAL, 0));
  }

  /**
   * Predicts and learns a record.
   *
   * @throws InvalidPointException if a topology would make a dead letter of it
   */
  void add(Record<byte[], byte[]> record, RecordMetadata place) throws InvalidPointException {
    Located located = intake.locate(record, place);
    if (located == null) {
      return;
    }
    if (located.isEnd()) {
      fold.end(closed -> {});
      return;
    }
    if (located.isLabel()) {
      addLabel(intake.readLabel(located), located.record().timestamp());
    } else {
      add(intake.read(located), located.record().timestamp());
    }
  }

  private void addLabel(Point label, long timestamp) {
    if (label != null) {
      fold.label(label.id(), label.label(), timestamp);
      scoreLate();
    }
  }

  private void add(Point point, long timestamp) {
    if (point == null) {
      return;
    }
    if (labelDelay == 0 || !point.labelled()) {
      apply(point, fold.timeOf(point, timestamp));
    } else {
      count(point);
      waiting.add(fold.await(point, fold.timeOf(point, timestamp), closed -> {}));
    }
    if (waiting.size() > labelDelay) {
      label(waiting.remove());
    }
  }

  private void apply(Point point, long timestamp) {
    int last = baselines.lastLabel();
    int majority = baselines.majority();
    boolean isPoint = fold.apply(point, timestamp, closed -> {});
    if (isPoint) {
      count(point);
    }
    if (fold.labelled() != null) {
      scoreLate();
    } else if (isPoint && point.labelled()) {
      score(point, last, majority);
    }
  }

  private void count(Point point) {
    if (point.repeated()) {
      repeated++;
    } else {
      points++;
    }
    survey.add(point);
  }

  private void label(WaitingPoint next) {
    fold.label(next);
    score(next.point(), next.lastLabel(), next.majority());
  }

  /** Scores the point whose label has just come in a record of its own, if one did. */
  private void scoreLate() {
    WaitingPoint labelled = fold.labelled();
    if (labelled != null) {
      score(labelled.point(), labelled.lastLabel(), labelled.majority());
    }
  }

  private void score(Point point, int last, int majority) {
    labelled += point.repeated() ? 0 : 1;
    int number = fold.classes().number(point.label());
    if (fold.scored() && !point.repeated()) {
      score("last-label", number, last, last, majority);
      score("majority", number, majority, last, majority);
    }
    baselines.add(number);
  }

  private void score(String baseline, int label, int predicted, int last, int majority) {
    outcome.clear();
    outcome.add(label, predicted, NO_NUMBER, 0, last, majority, NO_NUMBER, false);
    ofBaselines.get(baseline).add(outcome);
  }

  /** Learns the labels that are still held back, and closes the last window. */
  void end() {
    while (!waiting.isEmpty()) {
      label(waiting.remove());
    }
    fold.end(closed -> {});
  }

  /** Points so far, labelled or not, without those that came before. */
  long points() {
    return points;
  }

  /** Points that came before, in an earlier pass: they are learned, and not counted. */
  long repeated() {
    return repeated;
  }

  /** Those of {@link #points} that were learned from. */
  long labelled() {
    return labelled;
  }

  /** How many classes there are. */
  int classes() {
    return fold.classes().size();
  }

  FieldSurvey survey() {
    return survey;
  }

  /** What became of labels that came later; null if none may. */
  LateLabelCounts lateLabels() {
    return fold.labels();
  }

  /** Says of each learner that does not see all columns how many it does not. */
  List<String> withoutRoom() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < learners; i++) {
      LearnerView view = fold.report(i);
      if (view.withoutRoom() > 0) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s has no room for %,d columns, and learns nothing from them: name the fields that matter with --fields, or what to leave out with --ignore.",
                view.settings().name(),
                view.withoutRoom()));
      }
    }
    return lines;
  }

  /** How each learner did, those that mix others last, then the baselines. */
  List<LearnerScore> scores() {
    Map<String, Double> weights = new HashMap<>();
    List<LearnerScore> scores = new ArrayList<>();
    for (int i = 0; i < learners; i++) {
      weights.putAll(fold.report(i).memberWeights());
    }
    for (int i = 0; i < learners; i++) {
      LearnerView view = fold.report(i);
      scores.add(
          LearnerScore.of(
              view.settings(),
              view.total(),
              view.nanos() / 1e3 / Math.max(1, points + repeated),
              weights.get(view.settings().name()),
              view.digest(),
              fold.labels()));
    }
    scores.sort(Comparator.comparing(LearnerScore::mixes));
    ofBaselines.forEach(
        (name, metrics) -> scores.add(LearnerScore.ofBaseline(name, metrics.values())));
    return scores;
  }
}
