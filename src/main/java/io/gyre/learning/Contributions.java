package io.gyre.learning;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contribution of each field of a point to a class; the largest are kept. Immutable.
 *
 * <p>For a logit these are its terms: they add up, with the others and the bias, to the logit. For
 * a probability these are its changes: p − p', where p' is the probability if the field alone were
 * missing; their sum has no meaning.
 *
 * <p>Those of an amount are terms, or changes, of it.
 *
 * <p>Beside a field that is text stand its words, as {@code message: free}: what changes if the
 * word is not in it. For a logit the field's term is that of all else in it.
 *
 * @param fields by path, at most {@value #MOST} fields, the largest in magnitude first, without
 *     zeros
 * @param others the sum of the fields that are left out; 0 for a probability
 * @param bias of a logit; NaN for a probability
 * @param untried the number of fields that were not tried, because of the cost; 0 for a logit
 */
public record Contributions(Map<String, Double> fields, double others, double bias, int untried) {

  /** The name of a logit's bias. */
  public static final String BIAS = "(bias)";

  /** The name of the sum of the fields that are not named. */
  public static final String OTHERS = "(others)";

  /** So many fields are named. */
  public static final int MOST = 20;

  /** A probability for which no field was tried. */
  public static final Contributions NONE = ofProbability(Map.of(), 0);

  /**
   * @param all the changes by field, not modified
   */
  static Contributions ofProbability(Map<String, Double> all, int untried) {
    return new Contributions(largest(all), 0, Double.NaN, untried);
  }

  /**
   * @param all the terms by field, not modified
   */
  public static Contributions ofLogit(Map<String, Double> all, double bias) {
    Map<String, Double> largest = largest(all);
    double others = 0;
    for (Map.Entry<String, Double> one : all.entrySet()) {
      others += largest.containsKey(one.getKey()) ? 0 : one.getValue();
    }
    return new Contributions(largest, others, bias, 0);
  }

  /**
   * Returns them with terms of parts of the fields, which are taken from those of the fields.
   *
   * @param parts by field, then by the part's own name
   */
  Contributions withParts(Map<String, Map<String, Double>> parts) {
    Map<String, Double> all = new LinkedHashMap<>(fields);
    parts.forEach(
        (field, terms) -> {
          terms.forEach((name, term) -> all.merge(field, -term, Double::sum));
          all.putAll(terms);
        });
    Contributions largest = ofLogit(all, bias);
    return new Contributions(largest.fields, others + largest.others, bias, 0);
  }

  /**
   * Returns those of a scaled amount z in the unit of the label, y = μ + σ·z.
   *
   * @param mean μ
   * @param deviation σ
   */
  public Contributions inUnit(double mean, double deviation) {
    Map<String, Double> inUnit = new LinkedHashMap<>();
    fields.forEach((field, value) -> inUnit.put(field, deviation * value));
    return new Contributions(inUnit, deviation * others, mean + deviation * bias, untried);
  }

  /** Returns them by field, then the sum of the others, then the bias, if there are any. */
  public Map<String, Double> named() {
    Map<String, Double> named = new LinkedHashMap<>(fields);
    if (others != 0) {
      named.put(OTHERS, others);
    }
    if (!Double.isNaN(bias)) {
      named.put(BIAS, bias);
    }
    return named;
  }

  private static Map<String, Double> largest(Map<String, Double> all) {
    Map<String, Double> largest = new LinkedHashMap<>();
    all.entrySet().stream()
        .filter(one -> one.getValue() != 0)
        .sorted(Comparator.comparingDouble(one -> -Math.abs(one.getValue())))
        .limit(MOST)
        .forEach(one -> largest.put(one.getKey(), one.getValue()));
    return largest;
  }
}
