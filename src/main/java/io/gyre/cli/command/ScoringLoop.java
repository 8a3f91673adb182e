package io.gyre.cli.command;

import io.gyre.data.FieldSurvey;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.fold.FoldSettings;
import io.gyre.fold.LearnerView;
import io.gyre.fold.PartitionFold;
import io.gyre.fold.WaitingPoint;
import io.gyre.scoring.Baselines;
import io.gyre.scoring.Outcomes;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import io.gyre.state.StateStorage;
import io.gyre.stream.PointIntake;
import io.gyre.topic.PointHeaders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The fold of one partition driven by a plain loop: what a topology would learn from the same
 * records, without Kafka, to the last bit. Not thread-safe.
 */
final class ScoringLoop {

  private static final double NO_NUMBER = Double.NaN;

  private final PartitionFold fold;
  private final PointIntake intake;
  private final int learners;
  private final int labelDelay;
  private final FieldSurvey survey = new FieldSurvey();
  private final Deque<WaitingPoint> waiting = new ArrayDeque<>();
  private final Baselines baselines = new Baselines();
  private final Outcomes outcome = new Outcomes(1);
  private final Map<String, ScopedMetrics> ofBaselines = new LinkedHashMap<>();
  private long points;
  private long labelled;
  private long repeated;

  /**
   * @param labelDelay so many records come before a label does
   */
  ScoringLoop(FoldSettings settings, int labelDelay) {
    this.labelDelay = labelDelay;
    learners = settings.learners().size();
    fold = new PartitionFold(settings, "the file");
    fold.load(new Nothing());
    fold.measureTime();
    intake = new PointIntake(new RecordReader(settings.records()), fold);
    ofBaselines.put("last-label", new ScopedMetrics(Scope.TOTAL, 0));
    ofBaselines.put("majority", new ScopedMetrics(Scope.TOTAL, 0));
  }

  /** A store that nothing is kept in. */
  private static final class Nothing implements StateStorage {

    @Override
    public byte[] get(String key) {
      return null;
    }

    @Override
    public void put(String key, byte[] value) {
      throw new UnsupportedOperationException("nothing is saved");
    }

    @Override
    public void delete(String key) {
      throw new UnsupportedOperationException("nothing is saved");
    }

    @Override
    public Collection<String> keys(String prefix) {
      return List.of();
    }
  }

  /**
   * Predicts and learns a record.
   *
   * @throws InvalidPointException if a topology would make a dead letter of it
   */
  void add(Record<byte[], byte[]> record) throws InvalidPointException {
    if (PointHeaders.isEnd(record.value(), record.headers())) {
      fold.end(closed -> {});
      return;
    }
    Point point = intake.read(record);
    if (point == null) {
      return;
    }
    if (point.repeated()) {
      repeated++;
    } else {
      points++;
    }
    survey.add(point);
    long timestamp = fold.timeOf(point, record.timestamp());
    if (labelDelay == 0 || !point.labelled()) {
      int last = baselines.lastLabel();
      int majority = baselines.majority();
      fold.apply(point, timestamp, closed -> {});
      if (point.labelled()) {
        score(point, last, majority);
      }
    } else {
      waiting.add(fold.await(point, timestamp, closed -> {}));
    }
    if (waiting.size() > labelDelay) {
      label(waiting.remove());
    }
  }

  private void label(WaitingPoint next) {
    fold.label(next);
    score(next.point(), next.lastLabel(), next.majority());
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
              view.digest()));
    }
    scores.sort(Comparator.comparing(LearnerScore::mixes));
    ofBaselines.forEach(
        (name, metrics) -> scores.add(LearnerScore.ofBaseline(name, metrics.values())));
    return scores;
  }
}
