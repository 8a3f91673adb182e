package io.gyre.cli.view;

import io.gyre.data.Label;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.words.PrintableText;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The weights of a linear learner's columns for one class, compared with the other of two classes
 * or with the mean of more; or for an amount.
 *
 * @param label null for an amount
 * @param weights other than 0, the largest in magnitude first
 */
public record LinearWeights(Label label, double bias, List<Weight> weights) {

  /**
   * The factor of a column's value.
   *
   * @param column its name, as {@code age} or {@code carrier=DL}
   */
  public record Weight(String column, double weight) {}

  /**
   * Returns the weights for each class: for two classes only those of the positive one; empty for
   * fewer.
   *
   * @param learned by a linear learner: {@code w2} has a row for each class, with two classes one
   * @param words the weights of each, as many as there are rows
   */
  public static List<LinearWeights> of(LearnedParameters learned, Map<String, double[]> words) {
    List<Label> classes = learned.classes();
    if (classes.size() < 2) {
      return List.of();
    }
    List<Label> told = classes.size() == 2 ? List.of(learned.positive()) : classes;
    return told.stream()
        .map(label -> of(learned, words, label, rows -> of(rows, classes.indexOf(label))))
        .toList();
  }

  /**
   * Returns the weights for an amount, in its unit: σ·w, and μ + σ·b.
   *
   * @param mean μ of the scale of the amounts
   * @param deviation σ of it
   */
  public static LinearWeights ofAmount(
      LearnedParameters learned, Map<String, double[]> words, double mean, double deviation) {
    LinearWeights found = of(learned, words, null, row -> deviation * row[0]);
    return new LinearWeights(null, mean + found.bias, found.weights);
  }

  private static LinearWeights of(
      LearnedParameters learned,
      Map<String, double[]> words,
      Label label,
      ToDoubleFunction<double[]> weight) {
    List<String> columns = learned.columns();
    double[][] w = (double[][]) learned.parameters().get("w2");
    double[] b = (double[]) learned.parameters().get("b2");
    Map<String, double[]> rows = new LinkedHashMap<>();
    for (int c = 0; c < columns.size(); c++) {
      int column = c;
      rows.put(columns.get(c), Stream.of(w).mapToDouble(row -> row[column]).toArray());
    }
    rows.putAll(words);
    List<Weight> weights =
        rows.entrySet().stream()
            .map(each -> new Weight(each.getKey(), weight.applyAsDouble(each.getValue())))
            .filter(each -> each.weight() != 0)
            .sorted(Comparator.comparingDouble(each -> -Math.abs(each.weight())))
            .toList();
    return new LinearWeights(label, weight.applyAsDouble(b), weights);
  }

  /** Returns row k less the mean of all; the only row of two classes is that of class 1. */
  private static double of(double[] rows, int k) {
    if (rows.length == 1) {
      return k == 1 ? rows[0] : -rows[0];
    }
    double sum = 0;
    for (double row : rows) {
      sum += row;
    }
    return rows[k] - sum / rows.length;
  }

  /** Returns a line for each of the largest weights, then one for the bias. */
  public List<String> lines(int top) {
    Stream<String> first =
        weights.stream().limit(top).map(weight -> line(weight.weight(), weight.column()));
    int more = weights.size() - top;
    Stream<String> rest = more > 0 ? Stream.of("     ... and " + more + " more") : Stream.empty();
    return Stream.of(first, rest, Stream.of(line(bias, "(bias)"))).flatMap(s -> s).toList();
  }

  /** Tells whether one of the lines shows a bucket of texts, which needs an explanation. */
  public boolean hasBuckets(int top) {
    return weights.stream().limit(top).anyMatch(weight -> weight.column().matches("(?s).*#\\d+"));
  }

  private static String line(double weight, String name) {
    return String.format(Locale.ROOT, "  %+10.4f  %s", weight, PrintableText.brief(name));
  }
}
