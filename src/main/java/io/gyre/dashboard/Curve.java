package io.gyre.dashboard;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How probable a class is along a field.
 *
 * @param k the number of the class
 * @param p n probabilities, from the lowest value of the field to the highest
 */
record Curve(int k, double[] p) {

  /** Of more classes, these have the highest peaks. */
  private static final int MOST = 20;

  /**
   * Returns the curves of the classes, those with the highest peaks first.
   *
   * @param probabilities n × K
   */
  static List<Curve> of(double[][] probabilities) {
    return IntStream.range(0, probabilities[0].length)
        .mapToObj(k -> new Curve(k, Arrays.stream(probabilities).mapToDouble(p -> p[k]).toArray()))
        .sorted(Comparator.comparingDouble(curve -> -Arrays.stream(curve.p).max().orElse(0)))
        .limit(MOST)
        .toList();
  }
}
