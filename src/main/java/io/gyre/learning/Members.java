package io.gyre.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The learners that others may mix, in the order of the list, and what they have said of the
 * present point. Not thread-safe.
 */
public final class Members {

  private final List<String> names = new ArrayList<>();
  private final List<Learner> learners = new ArrayList<>();
  private double[][] answers = {};
  private double[][] asked = {};
  private int classes;
  private long point;

  /**
   * Adds a learner.
   *
   * @param name its, not that of another
   * @return its number
   */
  public int add(String name, Learner learner) {
    names.add(name);
    learners.add(learner);
    answers = Arrays.copyOf(answers, learners.size());
    asked = Arrays.copyOf(asked, learners.size());
    return learners.size() - 1;
  }

  /**
   * Begins with a point of which none has said anything.
   *
   * @param known K at that time
   */
  public void begin(int known) {
    classes = known;
    Arrays.fill(answers, null);
    point++;
  }

  /**
   * Takes it that a learner has answered.
   *
   * @param probabilities K numbers; not copied
   */
  public void answered(int member, double[] probabilities) {
    answers[member] = probabilities;
  }

  /** Asks each of a point, which is the present one from now on. */
  void ask(double[] row, int known) {
    begin(known);
    for (int e = 0; e < learners.size(); e++) {
      if (asked[e] == null || asked[e].length != known) {
        asked[e] = new double[known];
      }
      learners.get(e).predict(row, asked[e]);
      answered(e, asked[e]);
    }
  }

  /** How many there are. */
  int size() {
    return learners.size();
  }

  String name(int member) {
    return names.get(member);
  }

  /** K when the present point came. */
  int classes() {
    return classes;
  }

  /** What a learner has said of the present point: K numbers; null if it was not there. */
  double[] answer(int member) {
    return answers[member];
  }

  /** Another one for each point. */
  long point() {
    return point;
  }
}
