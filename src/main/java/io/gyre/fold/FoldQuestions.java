package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.learning.FieldTrials;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What may be asked of a fold between two records. Nothing changes that it learns, scores or saves;
 * only what it has said of the last record is gone. Not thread-safe.
 */
public final class FoldQuestions {

  /** The place of no learner. */
  public static final int NONE = -1;

  private final PartitionFold fold;

  FoldQuestions(PartitionFold fold) {
    this.fold = fold;
  }

  /** The names of the learners, in the order of their list. */
  public List<String> learners() {
    return fold.learners().stream().map(learner -> learner.settings().name()).toList();
  }

  /** The place of a learner on the list; {@link #NONE} if it is not there. */
  public int place(String learner) {
    return learners().indexOf(learner);
  }

  /** The classes by their numbers; a copy. */
  public List<Label> classes() {
    return fold.classes().all();
  }

  /** K, how many classes there are. */
  public int classCount() {
    return fold.classes().size();
  }

  /** The number of the positive one of two classes; {@link ClassNumbers#UNKNOWN} otherwise. */
  public int positive() {
    return fold.classes().positive();
  }

  /** How many labels of each class have come since the start, by the classes' numbers. */
  public Map<Label, Long> labels() {
    Map<Label, Long> labels = new LinkedHashMap<>();
    List<Label> classes = classes();
    for (int k = 0; k < classes.size(); k++) {
      labels.put(classes.get(k), fold.baselines().labels(k));
    }
    return labels;
  }

  /**
   * How many updates a learner has made.
   *
   * @param learner by its place on the list
   */
  public long step(int learner) {
    return fold.learners().get(learner).learner().step();
  }

  /** How long a learner takes of late to predict and learn a point, in µs; NaN if unknown. */
  public double micros(int learner) {
    return fold.learners().get(learner).micros();
  }

  /**
   * Asks one learner alone, and if it mixes others those too.
   *
   * @param learner by its place on the list
   * @param point not modified
   * @return K probabilities, new
   */
  public double[] ask(int learner, Fields point) {
    double[] probabilities = new double[fold.classes().size()];
    double[] row = fold.encoder().row(point);
    if (fold.encoder().isEmpty()) {
      Arrays.fill(probabilities, 1.0 / probabilities.length);
    } else {
      fold.learners().get(learner).ask(row, probabilities);
    }
    return probabilities;
  }

  /**
   * Tries fields of a point that were not tried yet.
   *
   * @param learner by its place on the list
   * @param whole what {@link #ask} has just answered for the whole point
   * @param enough asked after each field
   * @return whether there is more to try
   */
  public boolean run(FieldTrials trials, int learner, double[] whole, BooleanSupplier enough) {
    return !fold.encoder().isEmpty() && fold.run(trials, learner, whole, enough);
  }
}
