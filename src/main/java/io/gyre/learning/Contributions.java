package io.gyre.learning;

import io.gyre.encoding.Encoder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

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
 */
public record Contributions(Map<String, Double> fields, double others, double bias) {

  /** So many fields are named. */
  public static final int MOST = 20;

  /** So many fields are tried: each costs a prediction. */
  public static final int MOST_TRIED = 1_000;

  /** None, of a probability. */
  public static final Contributions NONE = ofProbability(Map.of());

  /**
   * Of a probability.
   *
   * @param all its changes by field, not modified
   */
  public static Contributions ofProbability(Map<String, Double> all) {
    return new Contributions(largest(all), 0, Double.NaN);
  }

  /**
   * Of a logit.
   *
   * @param all by field, not modified
   */
  static Contributions ofLogit(Map<String, Double> all, double bias) {
    Map<String, Double> largest = largest(all);
    double others = 0;
    for (Map.Entry<String, Double> one : all.entrySet()) {
      if (!largest.containsKey(one.getKey())) {
        others += one.getValue();
      }
    }
    return new Contributions(largest, others, bias);
  }

  /**
   * Asks again without each field that the point has; of more than {@value #MOST_TRIED} known ones,
   * without each of those that came first.
   *
   * @param predict fills an array with the probabilities of a row
   * @param row the point's, not modified
   * @param k the class that they speak for
   * @param classes K
   */
  static Contributions ofProbability(
      BiConsumer<double[], double[]> predict, Encoder encoder, double[] row, int k, int classes) {
    double[] probabilities = new double[classes];
    predict.accept(row, probabilities);
    double whole = probabilities[k];
    Map<String, Double> all = new LinkedHashMap<>();
    int most = Math.min(encoder.fields(), MOST_TRIED);
    for (int field = 0; field < most; field++) {
      if (!encoder.isMissing(row, field)) {
        double[] without = Arrays.copyOf(row, encoder.slots());
        encoder.setMissing(without, field);
        predict.accept(without, probabilities);
        all.put(encoder.field(field), whole - probabilities[k]);
      }
    }
    return ofProbability(all);
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
