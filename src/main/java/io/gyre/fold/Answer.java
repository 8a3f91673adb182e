package io.gyre.fold;

import io.gyre.data.Label;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a learner says of a point, before it sees the label: how probable each class is. Valid until
 * the next point. With two classes the positive one is predicted if its probability is above 0.5,
 * strictly; otherwise the most probable one, ties going to the lower number.
 */
public final class Answer {

  private final Classes classes;
  private double[] probabilities = {};
  private int prediction = Classes.UNKNOWN;
  private int positive = Classes.UNKNOWN;
  private long step;

  Answer(Classes classes) {
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
    if (positive != Classes.UNKNOWN) {
      prediction = probabilities[positive] > 0.5 ? positive : 1 - positive;
      return;
    }
    prediction = probabilities.length == 0 ? Classes.UNKNOWN : 0;
    for (int k = 1; k < probabilities.length; k++) {
      if (probabilities[k] > probabilities[prediction]) {
        prediction = k;
      }
    }
  }

  /** K at the time of the answer. */
  int size() {
    return probabilities.length;
  }

  /** The probability of a class, by its number. */
  public double probability(int number) {
    return probabilities[number];
  }

  /** The number of the class predicted, or {@link Classes#UNKNOWN} before the first label. */
  public int predicted() {
    return prediction;
  }

  /** The class predicted; null before the first label. */
  public Label prediction() {
    return prediction == Classes.UNKNOWN ? null : classes.label(prediction);
  }

  /** The probability of the positive class, or NaN unless there are two classes. */
  public double positiveProbability() {
    return positive == Classes.UNKNOWN ? Double.NaN : probabilities[positive];
  }

  /** The positive class; null unless there are two, or if they are 0 and 1. */
  public Label positive() {
    if (positive == Classes.UNKNOWN) {
      return null;
    }
    Label label = classes.label(positive);
    boolean said = label.text().equals("1") && classes.label(1 - positive).text().equals("0");
    return said ? null : label;
  }

  /** Updates that the learner had made. */
  public long step() {
    return step;
  }

  /** The probabilities of the most probable classes, in the order of their numbers. */
  public Map<Label, Double> largest(int most) {
    double least = least(most);
    Map<Label, Double> largest = new LinkedHashMap<>();
    // Ties with the least are taken from the front.
    int ties =
        most - (int) IntStream.range(0, size()).filter(k -> probabilities[k] > least).count();
    for (int k = 0; k < size(); k++) {
      boolean tie = probabilities[k] == least && ties-- > 0;
      if (tie || probabilities[k] > least) {
        largest.put(classes.label(k), probabilities[k]);
      }
    }
    return largest;
  }

  private double least(int most) {
    if (size() <= most) {
      return -1;
    }
    double[] sorted = probabilities.clone();
    Arrays.sort(sorted);
    return sorted[size() - most];
  }
}
