package io.gyre.fold.answer;

import io.gyre.data.Label;
import io.gyre.learning.Contributions;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.PredictedClass;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What learners say of a point, before any of them sees its label: how probable each class is.
 * Immutable, but for what an answer that is {@linkplain #isComplete in part} still lacks. Learners
 * go by their places on the list, classes by their numbers.
 */
public final class Answer {

  /** The number of no class. */
  public static final int NONE = PredictedClass.NONE;

  private static final double ABSENT = -1;
  private static final long FNV_PRIME = 0x100000001B3L;

  private final List<String> learners;
  private final List<Label> classes;
  private final int positive;
  private final long offset;
  private final double[] said; // of each learner its step, then K probabilities
  private FieldTrials[] trials;
  private Contributions[] why;

  /** Makes an answer in which each learner is still absent. */
  public Answer(List<String> learners, List<Label> classes, int positive, long offset) {
    this.learners = learners;
    this.classes = classes;
    this.positive = positive;
    this.offset = offset;
    said = new double[learners.size() * (1 + classes.size())];
    for (int i = 0; i < learners.size(); i++) {
      said[at(i)] = ABSENT;
    }
  }

  private int at(int learner) {
    return learner * (1 + classes.size());
  }

  /** Takes a learner's K probabilities, and how many updates it has made. */
  public void put(int learner, double[] p, long step) {
    said[at(learner)] = step;
    System.arraycopy(p, 0, said, at(learner) + 1, p.length);
  }

  /** Tells whether a learner was asked, and there. */
  public boolean has(int learner) {
    return said[at(learner)] != ABSENT;
  }

  /** Adds all that is said, to the last bit, to a hash. */
  public long addTo(long hash) {
    long sum = hash;
    for (double each : said) {
      sum = (sum ^ Double.doubleToRawLongBits(each)) * FNV_PRIME;
      sum ^= sum >>> 32;
    }
    return sum;
  }

  /** The names of the learners, asked or not. */
  public List<String> learners() {
    return learners;
  }

  /** The K classes that were known. */
  public List<Label> classes() {
    return classes;
  }

  /** The number of the positive one of two classes; {@link #NONE} unless there are two. */
  public int positive() {
    return positive;
  }

  /**
   * The offset of the log's record that came next: all that is said follows from those before it.
   */
  public long offset() {
    return offset;
  }

  /** How many updates a learner had made. */
  public long step(int learner) {
    return (long) said[at(learner)];
  }

  /** The K probabilities of a learner; a copy. */
  public double[] probabilities(int learner) {
    return Arrays.copyOfRange(said, at(learner) + 1, at(learner + 1));
  }

  /** How probable a class is to a learner. */
  public double probability(int learner, int number) {
    return said[at(learner) + 1 + number];
  }

  /** The number of the class that a learner predicts; {@link #NONE} before the first label. */
  public int predicted(int learner) {
    return PredictedClass.predicted(said, at(learner) + 1, classes.size(), positive);
  }

  /** The class that a learner predicts; null before the first label. */
  public Label prediction(int learner) {
    int predicted = predicted(learner);
    return predicted == NONE ? null : classes.get(predicted);
  }

  /** The probability of the positive class to a learner; NaN unless there are two classes. */
  public double positiveProbability(int learner) {
    return positive == NONE ? Double.NaN : probability(learner, positive);
  }

  /** The positive class; null unless there are two. */
  public Label positiveClass() {
    return positive == NONE ? null : classes.get(positive);
  }

  /** The positive class, if it has to be named: null unless there are two, or if they are 0, 1. */
  public Label positiveName() {
    return positive == NONE
        ? null
        : PredictedClass.positiveName(classes.get(positive), classes.get(1 - positive));
  }

  /** The probabilities of the classes most probable to a learner, in the order of the numbers. */
  public Map<Label, Double> largest(int learner, int most) {
    double[] p = probabilities(learner);
    Map<Label, Double> largest = new LinkedHashMap<>();
    for (int k : PredictedClass.largest(p, most)) {
      largest.put(classes.get(k), p[k]);
    }
    return largest;
  }

  /** How much each field speaks for the class that a learner predicts; null if not asked. */
  public Contributions why(int learner) {
    return why == null ? null : why[learner];
  }

  /** Tells whether all is said that was asked. */
  public boolean isComplete() {
    return trials == null || Arrays.stream(trials).noneMatch(t -> t != null && !t.isDone());
  }

  /** The trials of fields, by learner; null if nobody asked why. */
  public FieldTrials[] trials() {
    return trials;
  }

  public void trials(FieldTrials[] all) {
    trials = all;
    why = new Contributions[all.length];
    Arrays.fill(why, Contributions.NONE);
  }

  /** Takes what was found of a learner by now. */
  public void why(int learner, Contributions found) {
    why[learner] = found;
  }
}
