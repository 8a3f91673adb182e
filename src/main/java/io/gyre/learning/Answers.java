package io.gyre.learning;

import io.gyre.learning.memory.AmountScale;
import java.util.Arrays;

/**
 * What learners have answered about one point, by the places that {@link Members} gives them, and
 * what some found on the way. It belongs to whoever asks, and is filled again for the next point.
 * Not thread-safe.
 *
 * <p>An answer is K probabilities, or one amount, scaled: then K is 1, and {@link #rescale} follows
 * the scale when it moves.
 */
public final class Answers {

  private int classes;
  private double mean; // of the scale of the amounts
  private double deviation = 1;
  private long age;
  private boolean recalled;
  private double[][] answers = {}; // by place: K numbers
  private boolean[] given = {};

  /**
   * Begins with a point that nobody has answered yet.
   *
   * @param known K
   */
  public void begin(int known) {
    classes = known;
    age = 0;
    recalled = false;
    Arrays.fill(given, false);
  }

  /** Begins with a point that nobody has answered yet, whose answers are amounts. */
  public void begin(AmountScale scale) {
    begin(1);
    beScaled(scale.mean(), scale.deviation());
  }

  /** Says by which scale the amounts are: μ and σ. */
  public void beScaled(double scaleMean, double scaleDeviation) {
    mean = scaleMean;
    deviation = scaleDeviation;
  }

  /** Returns μ of the scale that the amounts are of. */
  public double mean() {
    return mean;
  }

  /** Returns σ of the scale that the amounts are of. */
  public double deviation() {
    return deviation;
  }

  /** Scales the amounts as they would be now, within the range that answers have. */
  void rescale(AmountScale scale, Members members) {
    for (int place = 0; place < given.length; place++) {
      if (given[place]) {
        double z = answers[place][0];
        answers[place][0] =
            members.isDifference(place)
                ? z * deviation / scale.deviation()
                : scale.limit(scale.scaled(mean + z * deviation));
      }
    }
    beScaled(scale.mean(), scale.deviation());
  }

  /** Returns K when the point came. */
  public int classes() {
    return classes;
  }

  /** Returns the number of labels learned since the point was answered. */
  public long age() {
    return age;
  }

  /**
   * Makes these the answers about a point that has waited for its label: learners, or their list,
   * may be others now.
   *
   * @param labels how many have been learned since
   */
  public void recall(long labels) {
    age = labels;
    recalled = true;
  }

  /** Tells whether the point has waited since it was answered. */
  public boolean isRecalled() {
    return recalled;
  }

  /** Returns an amount; what {@code without} says without one. */
  public double amount(int place, double without) {
    double[] found = of(place);
    return found == null ? without : found[0];
  }

  /** Returns an answer, K numbers; null without one. */
  public double[] of(int place) {
    return place < given.length && given[place] ? answers[place] : null;
  }

  /** Returns room for an answer, which counts as given: K numbers, to be filled. */
  public double[] give(int place) {
    if (place >= given.length) {
      answers = Arrays.copyOf(answers, place + 1);
      given = Arrays.copyOf(given, place + 1);
    }
    given[place] = true;
    if (answers[place] == null || answers[place].length != classes) {
      answers[place] = new double[classes];
    }
    return answers[place];
  }

  /** Returns the same answers, to be kept. */
  public Answers copy() {
    Answers copy = new Answers();
    copy.classes = classes;
    copy.beScaled(mean, deviation);
    copy.age = age;
    copy.recalled = recalled;
    copy.given = given.clone();
    copy.answers = new double[given.length][];
    Arrays.setAll(copy.answers, i -> given[i] ? answers[i].clone() : null);
    return copy;
  }
}
