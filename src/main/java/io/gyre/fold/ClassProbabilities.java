package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.learning.PredictedClass;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a learner says of a point, before it sees the label: how probable each class is. Valid until
 * the next point. {@link PredictedClass} says which class is predicted.
 */
public final class ClassProbabilities {

  private final ClassNumbers classes;
  private double[] probabilities = {};
  private int prediction = ClassNumbers.UNKNOWN;
  private int positive = ClassNumbers.UNKNOWN;
  private long step;

  ClassProbabilities(ClassNumbers classes) {
    this.classes = classes;
  }

  /** The array that is to be filled: K numbers. */
  double[] begin() {
    if (probabilities.length != classes.size()) {
      probabilities = new double[classes.size()];
    }
    return probabilities;
  }

  /**
   * Settles the class predicted; what the classes become with this point's label changes nothing.
   *
   * @param present updates that the learner has made
   */
  void end(long present) {
    step = present;
    positive = classes.positive();
    prediction = PredictedClass.predicted(probabilities, positive);
  }

  /**
   * Makes an answer again that waited in a store; it no longer knows the learner's updates.
   *
   * @param probabilities K numbers, K being that of then; not copied
   * @param positive the number of the positive class then
   */
  static ClassProbabilities of(ClassNumbers classes, double[] probabilities, int positive) {
    ClassProbabilities answer = new ClassProbabilities(classes);
    answer.probabilities = probabilities;
    answer.positive = positive;
    answer.prediction = PredictedClass.predicted(probabilities, positive);
    return answer;
  }

  /** Returns an answer that stays as this is now. */
  ClassProbabilities copy() {
    ClassProbabilities copy = new ClassProbabilities(classes);
    copy.probabilities = probabilities.clone();
    copy.prediction = prediction;
    copy.positive = positive;
    copy.step = step;
    return copy;
  }

  /** K at the time of the answer. */
  int size() {
    return probabilities.length;
  }

  /** All, by number; live. */
  double[] all() {
    return probabilities;
  }

  /** The number of the positive class, or {@link ClassNumbers#UNKNOWN} unless there were two. */
  int positiveNumber() {
    return positive;
  }

  /** The probability of a class, by its number. */
  public double probability(int number) {
    return probabilities[number];
  }

  /** The number of the class predicted, or {@link ClassNumbers#UNKNOWN} before the first label. */
  public int predicted() {
    return prediction;
  }

  /** The class predicted; null before the first label. */
  public Label prediction() {
    return prediction == ClassNumbers.UNKNOWN ? null : classes.label(prediction);
  }

  /** The probability of the positive class, or NaN unless there are two classes. */
  public double positiveProbability() {
    return positive == ClassNumbers.UNKNOWN ? Double.NaN : probabilities[positive];
  }

  /** The positive class; null unless there are two, or if they are 0 and 1. */
  public Label positive() {
    if (positive == ClassNumbers.UNKNOWN) {
      return null;
    }
    return PredictedClass.positiveName(classes.label(positive), classes.label(1 - positive));
  }

  /** Updates that the learner had made. */
  public long step() {
    return step;
  }

  /** The probabilities of the most probable classes, in the order of their numbers. */
  public Map<Label, Double> largest(int most) {
    Map<Label, Double> largest = new LinkedHashMap<>();
    for (int k : PredictedClass.largest(probabilities, most)) {
      largest.put(classes.label(k), probabilities[k]);
    }
    return largest;
  }
}
