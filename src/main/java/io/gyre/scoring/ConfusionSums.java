package io.gyre.scoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How often each class was the label, how often it was predicted, and how often both.
 *
 * <p>Up to M classes every pair is counted, so that a point adds to one number: K rows, one a
 * label, of 1 + K numbers, the first for no prediction, then one for each predicted class. Beyond,
 * which K grows into once, for good: K numbers for the labels, K for the predictions, K for those
 * that were right. M is 50 in total. It is 10 in a window and faded, whose pairs nobody is shown,
 * so that they stay small.
 */
final class ConfusionSums extends Sums {

  static final Kind<ConfusionSums> KIND = new Kind<>("classes", ConfusionSums::new);

  private static final int MOST_SHOWN = 20;
  private static final int MOST_PAIRED_IN_TOTAL = 50;
  private static final int MOST_PAIRED = 10;

  private final int mostPaired; // M
  private int classes; // K

  private ConfusionSums(Scope scope) {
    super(0);
    mostPaired = scope == Scope.TOTAL ? MOST_PAIRED_IN_TOTAL : MOST_PAIRED;
  }

  private boolean paired() {
    return classes <= mostPaired;
  }

  @Override
  double n() {
    return sum(labels(), 0, classes);
  }

  @Override
  void add(Outcomes points, int from, int to, double[] weights) {
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
  void resize(int more) {
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
  private double[] labels() {
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
  private double[] predictions() {
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
  private double[] hits() {
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
  private double pair(int label, int predicted) {
    return numbers[label * (1 + classes) + 1 + predicted];
  }

  /**
   * Cohen's kappa, how much better than chance the learner is: κ = (p_o − p_e)/(1 − p_e), with p_o
   * the share predicted rightly and p_e = Σ_k l_k·p_k/n², for l_k labels and p_k predictions of
   * class k. Undefined without points, and where label and prediction are one and the same class
   * throughout.
   *
   * <p>Cohen, <i>A coefficient of agreement for nominal scales</i>, 1960; scikit-learn's {@code
   * cohen_kappa_score}.
   */
  Double kappa() {
    double n = n();
    if (n == 0) {
      return null;
    }
    double[] labels = labels();
    double[] predictions = predictions();
    double chance = 0; // p_e
    for (int k = 0; k < classes; k++) {
      chance += labels[k] / n * (predictions[k] / n);
    }
    double right = sum(hits(), 0, classes) / n; // p_o
    return 1 - chance < LEAST_SHARE ? null : (right - chance) / (1 - chance);
  }

  /**
   * The mean of the classes' F1, over the classes that occur as label or prediction: F1_k =
   * 2r_k/(l_k + p_k), for l_k labels, p_k predictions and r_k right predictions of class k.
   * Undefined without points.
   *
   * <p>scikit-learn's {@code f1_score(average="macro", zero_division=0)}.
   */
  Double macroF1() {
    double[] labels = labels();
    double[] predictions = predictions();
    double[] hits = hits();
    double least = n() * LEAST_SHARE;
    double sum = 0;
    int occurring = 0;
    for (int k = 0; k < classes; k++) {
      double either = labels[k] + predictions[k];
      if (either > least) {
        sum += 2 * hits[k] / either;
        occurring++;
      }
    }
    return occurring == 0 ? null : (Double) (sum / occurring);
  }

  /** The share of each class's points for which it was predicted; null if no label occurs. */
  Map<Integer, Double> recall() {
    return shares(labels());
  }

  /**
   * The share of each class's predictions that were right, null for a class never predicted; null
   * if no label occurs.
   */
  Map<Integer, Double> precision() {
    return shares(predictions());
  }

  /**
   * The share of rightly predicted points by class number, for the 20 most frequent labels, ties to
   * the lower number; null where the whole is 0, or has faded to next to nothing.
   *
   * @param wholes K numbers
   */
  private Map<Integer, Double> shares(double[] wholes) {
    double[] labels = labels();
    double[] hits = hits();
    double least = n() * LEAST_SHARE;
    List<Integer> mostFrequent =
        IntStream.range(0, classes)
            .filter(k -> labels[k] > least)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -labels[k])) // stable
            .limit(MOST_SHOWN)
            .toList();
    Map<Integer, Double> shares = new TreeMap<>();
    for (int k : mostFrequent) {
      shares.put(k, wholes[k] <= least ? null : (Double) (hits[k] / wholes[k]));
    }
    return shares.isEmpty() ? null : shares;
  }

  /**
   * How often each class was predicted for each label: K rows, one a label, of K counts, one a
   * predicted class. Points without a prediction are left out. Null without points, and with more
   * classes than are paired.
   */
  long[][] table() {
    if (!paired() || n() == 0) {
      return null;
    }
    long[][] table = new long[classes][classes];
    for (int label = 0; label < classes; label++) {
      for (int k = 0; k < classes; k++) {
        table[label][k] = (long) pair(label, k);
      }
    }
    return table;
  }
}
