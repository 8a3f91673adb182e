package io.gyre.learning;

import java.util.Arrays;

/**
 * What learners have answered about one point, by the places that {@link Members} gives them, and
 * what those that mix others found on the way. It belongs to whoever asks, and is filled again for
 * the next point. Not thread-safe.
 */
public final class Answers {

  private int classes;
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
    copy.age = age;
    copy.recalled = recalled;
    copy.given = given.clone();
    copy.answers = new double[given.length][];
    Arrays.setAll(copy.answers, i -> given[i] ? answers[i].clone() : null);
    return copy;
  }
}
