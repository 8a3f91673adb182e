package io.gyre.learning;

import io.gyre.data.Label;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Finds the predicted class, and the most probable classes, from K probabilities. */
public final class PredictedClass {

  /** The number of no class. */
  public static final int NONE = -1;

  private PredictedClass() {}

  /**
   * Returns the number of the class predicted. With two classes it is the positive one if its
   * probability is above 0.5, strictly; otherwise the most probable one, ties going to the lower
   * number.
   *
   * @param p K probabilities, from an index on; not modified
   * @param positive the number of the positive class, or {@link #NONE} unless K is 2
   * @return {@link #NONE} if K is 0
   */
  public static int predicted(double[] p, int from, int classes, int positive) {
    if (positive != NONE) {
      return p[from + positive] > 0.5 ? positive : 1 - positive;
    }
    int most = classes == 0 ? NONE : 0;
    for (int k = 1; k < classes; k++) {
      most = p[from + k] > p[from + most] ? k : most;
    }
    return most;
  }

  /**
   * Returns the numbers of the most probable classes in ascending order, ties going to the lower
   * numbers.
   *
   * @param p K probabilities, not modified
   * @param most how many at most
   */
  public static int[] largest(double[] p, int most) {
    if (p.length <= most) {
      return IntStream.range(0, p.length).toArray();
    }
    double[] sorted = p.clone();
    Arrays.sort(sorted);
    double least = sorted[p.length - most];
    int larger = (int) Arrays.stream(p).filter(v -> v > least).count();
    int[] largest = new int[most];
    for (int k = 0, found = 0, ties = most - larger; found < most; k++) {
      if (p[k] > least || (p[k] == least && ties-- > 0)) {
        largest[found++] = k;
      }
    }
    return largest;
  }

  /**
   * Returns how a prediction names the positive one of two classes: null if they are 1 and 0, the
   * default.
   */
  public static Label positiveName(Label positive, Label other) {
    return positive.equals(Label.of(1)) && other.equals(Label.of(0)) ? null : positive;
  }
}
