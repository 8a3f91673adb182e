package io.gyre.scoring;

import java.util.Arrays;

/**
 * How often each class was the label, how often it was predicted, and how often both.
 *
 * <p>Up to M classes every pair is counted, so that a point adds to one number: K rows, one a
 * label, of 1 + K numbers, the first for no prediction, then one for each predicted class. Beyond,
 * which K grows into once, for good: K numbers for the labels, K for the predictions, K for those
 * that were right. M is 50 in total. It is 10 in a window and faded, whose pairs nobody is shown,
 * so that they stay small.
 */
final class ConfusionSums implements Sums {

  static final Kind<ConfusionSums> KIND = new Kind<>("classes", ConfusionSums::new);

  /**
   * A share of the points below which there are none: in the faded scope nothing becomes 0 for
   * long, and what rounding leaves of a difference must not be divided by.
   */
  static final double LEAST_SHARE = 1e-9;

  private static final int MOST_PAIRED_IN_TOTAL = 50;
  private static final int MOST_PAIRED = 10;

  private final int mostPaired; // M
  private int classes; // K
  private double[] numbers = {};

  ConfusionSums(Scope scope) {
    mostPaired = scope == Scope.TOTAL ? MOST_PAIRED_IN_TOTAL : MOST_PAIRED;
  }

  /** K. */
  int classes() {
    return classes;
  }

  /** Whether pairs are counted. */
  boolean paired() {
    return classes <= mostPaired;
  }

  @Override
  public double[] numbers() {
    return numbers;
  }

  @Override
  public double n() {
    return sum(labels());
  }

  /** The weights of the points that were predicted rightly. */
  double right() {
    return sum(hits());
  }

  private static double sum(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum;
  }

  @Override
  public void add(Outcomes points, int from, int to, double[] weights) {
    if (paired()) {
      addPairs(points, from, to, weights);
    } else {
      addSingly(points, from, to, weights);
    }
  }

  private void addPairs(Outcomes points, int from, int to, double[] weights) {
    int row = 1 + classes;
    for (int i = from; i < to; i++) {
      numbers[points.label[i] * row + 1 + points.predicted[i]] += weights[i];
    }
  }

  private void addSingly(Outcomes points, int from, int to, double[] weights) {
    for (int i = from; i < to; i++) {
      int label = points.label[i];
      int predicted = points.predicted[i];
      numbers[label] += weights[i];
      if (predicted != Outcomes.NONE) {
        numbers[classes + predicted] += weights[i];
      }
      if (predicted == label) {
        numbers[2 * classes + label] += weights[i];
      }
    }
  }

  @Override
  public void resize(int more) {
    int fewer = classes;
    double[] old = numbers;
    if (more <= mostPaired) {
      numbers = new double[more * (1 + more)];
      for (int k = 0; k < fewer; k++) {
        System.arraycopy(old, k * (1 + fewer), numbers, k * (1 + more), 1 + fewer);
      }
    } else {
      double[] labels = labels();
      double[] predictions = predictions();
      double[] hits = hits();
      numbers = new double[3 * more];
      System.arraycopy(labels, 0, numbers, 0, fewer);
      System.arraycopy(predictions, 0, numbers, more, fewer);
      System.arraycopy(hits, 0, numbers, 2 * more, fewer);
    }
    classes = more;
  }

  /** By class, the weights of the points that had it as label; a copy. */
  double[] labels() {
    if (!paired()) {
      return Arrays.copyOfRange(numbers, 0, classes);
    }
    double[] labels = new double[classes];
    for (int i = 0; i < numbers.length; i++) {
      labels[i / (1 + classes)] += numbers[i];
    }
    return labels;
  }

  /** By class, the weights of the points for which it was predicted; a copy. */
  double[] predictions() {
    if (!paired()) {
      return Arrays.copyOfRange(numbers, classes, 2 * classes);
    }
    double[] predictions = new double[classes];
    for (int label = 0; label < classes; label++) {
      for (int k = 0; k < classes; k++) {
        predictions[k] += pair(label, k);
      }
    }
    return predictions;
  }

  /** By class, the weights of the points for which it was predicted rightly; a copy. */
  double[] hits() {
    if (!paired()) {
      return Arrays.copyOfRange(numbers, 2 * classes, 3 * classes);
    }
    double[] hits = new double[classes];
    for (int k = 0; k < classes; k++) {
      hits[k] = pair(k, k);
    }
    return hits;
  }

  /** The weights of the points with this label and this prediction; only while {@link #paired}. */
  double pair(int label, int predicted) {
    return numbers[label * (1 + classes) + 1 + predicted];
  }
}
