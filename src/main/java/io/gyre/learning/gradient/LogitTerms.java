package io.gyre.learning.gradient;

import io.gyre.learning.Contributions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The terms that the logit of a class consists of: where the logits are z = w·x + b, the sums of
 * w·x over the columns of each field.
 *
 * <p>Of two classes z is that of the one against the other: z for class 1, −z for class 0. Of more
 * it is that of the class against the mean of all: z_k − Σ z_j / K.
 */
final class LogitTerms {

  private final TrainingState weights;
  private final int k;
  private final int classes;
  private final Map<String, Double> terms = new LinkedHashMap<>();

  private LogitTerms(TrainingState weights, int k) {
    this.weights = weights;
    this.k = k;
    classes = weights.model().classes();
  }

  /**
   * Computes the terms at a point.
   *
   * @param weights of a linear model of two classes or more
   * @param row the point's, not modified
   * @param k the class
   */
  static Contributions of(TrainingState weights, InputColumns inputs, double[] row, int k) {
    LogitTerms terms = new LogitTerms(weights, k);
    int numbers = inputs.findNumbers(row);
    for (int n = 0; n < numbers; n++) {
      int d = inputs.presentColumns()[n];
      terms.add(inputs.column(d).field(), d, inputs.present()[n]);
    }
    int ones = inputs.findOnes(row, 0);
    for (int i = 0; i < ones; i++) {
      int d = inputs.ones()[i];
      terms.add(inputs.column(d).field(), d, 1);
    }
    return Contributions.ofLogit(terms.terms, terms.bias());
  }

  private void add(String field, int d, double x) {
    double sum = 0;
    double[] ofColumn = weights.firstLayer().weights(d);
    for (int m = 0; m < ofColumn.length; m++) {
      sum += share(m) * ofColumn[m];
    }
    terms.merge(field, sum * x, Double::sum);
  }

  private double bias() {
    double sum = 0;
    double[] biases = weights.firstBiases();
    for (int m = 0; m < biases.length; m++) {
      sum += share(m) * biases[m];
    }
    return sum;
  }

  /** How much the logit of a row of the weights counts. */
  private double share(int m) {
    if (classes == 2) {
      return k == 1 ? 1 : -1;
    }
    return (m == k ? 1 : 0) - 1.0 / classes;
  }
}
