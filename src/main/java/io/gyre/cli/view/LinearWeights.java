package io.gyre.cli.view;

import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.topic.Parameters;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How much each column of a linear learner speaks for a class: with two classes for it rather than
 * the other, with more for it rather than the mean of all.
 *
 * @param label the class
 * @param bias what it begins with
 * @param weights the largest in magnitude first; none is 0
 */
public record LinearWeights(Label label, double bias, List<Weight> weights) {

  /**
   * One column's.
   *
   * @param column its name, as {@code age} or {@code carrier=DL}
   * @param weight what the column's value is multiplied by
   */
  public record Weight(String column, double weight) {}

  /** Tells whether what was learned is weights of columns alone. */
  public static boolean isLinear(Parameters learned) {
    return learned.matrix("w1") == null && learned.matrix("w2") != null;
  }

  /**
   * Reads a linear learner's weights.
   *
   * @return for each class; with two for the positive one alone, with fewer none
   */
  public static List<LinearWeights> of(Parameters learned) {
    List<Label> classes = learned.classes();
    if (classes.size() == 2) {
      return List.of(of(learned, learned.positive()));
    }
    return classes.size() < 2
        ? List.of()
        : classes.stream().map(label -> of(learned, label)).toList();
  }

  /**
   * Reads a linear learner's weights for a class.
   *
   * @param label one of the classes, of which there are two or more
   * @throws IllegalArgumentException when the record contradicts itself
   */
  public static LinearWeights of(Parameters learned, Label label) {
    int k = learned.classes().indexOf(label);
    double[][] w = learned.matrix("w2");
    double[] b = learned.vector("b2");
    List<String> columns = learned.columns();
    int rows = learned.classes().size() == 2 ? 1 : learned.classes().size();
    if (k < 0
        || w.length != rows
        || b == null
        || b.length != rows
        || Stream.of(w).anyMatch(row -> row.length != columns.size())) {
      throw new IllegalArgumentException(
          "parameters of %s: expected %d rows of weights for %d columns, and the class %s among %s"
              .formatted(learned.learner(), rows, columns.size(), label, learned.classes()));
    }
    List<Weight> weights =
        IntStream.range(0, columns.size())
            .mapToObj(
                c ->
                    new Weight(
                        columns.get(c), of(Stream.of(w).mapToDouble(row -> row[c]).toArray(), k)))
            .filter(weight -> weight.weight() != 0)
            .sorted(Comparator.comparingDouble(weight -> -Math.abs(weight.weight())))
            .toList();
    return new LinearWeights(label, of(b, k), weights);
  }

  /** Of two classes the only row is class 1's against class 0. */
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

  /** Tells whether one of the lines is of a bucket of texts, which a person may not guess. */
  public boolean hasBuckets(int top) {
    return weights.stream().limit(top).anyMatch(weight -> weight.column().matches("(?s).*#\\d+"));
  }

  private static String line(double weight, String name) {
    return String.format(Locale.ROOT, "  %+10.4f  %s", weight, PrintableText.of(name));
  }
}
