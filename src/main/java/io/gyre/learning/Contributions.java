package io.gyre.learning;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much each field of a point speaks for a class, and which of them count most. Immutable.
 *
 * <p>Those of a logit are its terms: they add up, with the others and the bias, to the logit. Those
 * of a probability are its changes: p − p', where p' is the probability if the field alone were
 * missing; they add up to nothing.
 *
 * @param fields by path, of at most {@value #MOST} fields, the largest in magnitude first; none is
 *     0
 * @param others of a logit: what the fields that are left out add up to
 * @param bias of a logit; NaN for a probability
 * @param untried how many fields of the point were not tried, because that would have cost too
 *     much; 0 for a logit
 */
public record Contributions(Map<String, Double> fields, double others, double bias, int untried) {

  /** So many fields are named. */
  public static final int MOST = 20;

  /** None, of a probability. */
  public static final Contributions NONE = ofProbability(Map.of(), 0);

  /**
   * Of a probability.
   *
   * @param all its changes by field, not modified
   * @param untried how many fields were not tried
   */
  static Contributions ofProbability(Map<String, Double> all, int untried) {
    return new Contributions(largest(all), 0, Double.NaN, untried);
  }

  /**
   * Of a logit.
   *
   * @param all by field, not modified
   */
  public static Contributions ofLogit(Map<String, Double> all, double bias) {
    Map<String, Double> largest = largest(all);
    double others = 0;
    for (Map.Entry<String, Double> one : all.entrySet()) {
      if (!largest.containsKey(one.getKey())) {
        others += one.getValue();
      }
    }
    return new Contributions(largest, others, bias, 0);
  }

  /**
   * Returns them by field, then what the others add up to, then the bias, if there are any.
   *
   * @param forOthers the name of what the others add up to
   * @param forBias the name of the bias
   */
  public Map<String, Double> named(String forOthers, String forBias) {
    Map<String, Double> named = new LinkedHashMap<>(fields);
    if (others != 0) {
      named.put(forOthers, others);
    }
    if (!Double.isNaN(bias)) {
      named.put(forBias, bias);
    }
    return named;
  }

  private static Map<String, Double> largest(Map<String, Double> all) {
    List<Map.Entry<String, Double>> sorted =
        all.entrySet().stream()
            .filter(one -> one.getValue() != 0)
            .sorted(Comparator.comparingDouble(one -> -Math.abs(one.getValue())))
            .limit(MOST)
            .toList();
    Map<String, Double> largest = new LinkedHashMap<>();
    sorted.forEach(one -> largest.put(one.getKey(), one.getValue()));
    return largest;
  }
}
