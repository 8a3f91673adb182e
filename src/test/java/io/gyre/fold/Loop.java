package io.gyre.fold;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.Window;
import io.gyre.scoring.WindowSettings;
import io.gyre.state.MapEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A fold driven by a plain loop over points a millisecond apart, as anyone can drive one. */
final class Loop {

  final Map<String, byte[]> store;
  final PartitionFold fold;

  /** Of the first learner: the probability of each class, point by point. */
  final List<double[]> answers = new ArrayList<>();

  final List<Label> predictions = new ArrayList<>();
  final List<Window> closed = new ArrayList<>();
  private final FoldSettings settings;
  private long next;

  Loop(FoldSettings settings) {
    this(settings, new TreeMap<>());
  }

  Loop(FoldSettings settings, Map<String, byte[]> store) {
    this.settings = settings;
    this.store = store;
    fold = new PartitionFold(settings, "test");
    fold.load(new MapEntries(store));
    next = fold.position().next();
  }

  static List<LearnerSettings> learners(String... fields) {
    List<LearnerSettings> learners = new ArrayList<>();
    for (String each : fields) {
      learners.addAll(LearnersJson.parse("[{" + each + "}]", "test"));
    }
    return learners;
  }

  static FoldSettings settings(String... learners) {
    return new FoldSettings(learners(learners), WindowSettings.standard());
  }

  /** The same loop on the same learners with what was saved. */
  Loop restarted() {
    return new Loop(settings, store);
  }

  void run(List<Point> points) {
    points.forEach(this::apply);
    save();
  }

  void apply(Point point) {
    apply(point, 1_000_000 + next);
  }

  void apply(Point point, long timestamp) {
    try {
      fold.check(point);
    } catch (InvalidPointException e) {
      throw new IllegalArgumentException(e);
    }
    fold.apply(point, timestamp, closed::add);
    note(fold.answer(0));
    fold.position().moveTo(++next);
  }

  /** Applies an end record. */
  void end() {
    fold.end(closed::add);
    fold.position().moveTo(++next);
  }

  private void note(ClassProbabilities answer) {
    double[] probabilities = new double[answer.size()];
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] = answer.probability(k);
    }
    answers.add(probabilities);
    predictions.add(answer.prediction());
  }

  void save() {
    fold.save(new MapEntries(store));
  }

  String digest(int learner) {
    return fold.report(learner).digest();
  }
}
