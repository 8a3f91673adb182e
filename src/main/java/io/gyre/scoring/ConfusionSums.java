package io.gyre.scoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Counts how often each class was the label, how often it was predicted, and how often both.
 *
 * <p>Up to M classes every pair is counted, so that a point adds to one number: K rows, one a
 * label, of 1 + K numbers, the first for no prediction (0, but in states of before), then one for
 * each predicted class. With more than M classes, for ever, three rows of K numbers: labels,
 * predictions, right predictions. M is 50 in total. It is 10 in a window and faded, whose pairs are
 * never shown, so that they stay small.
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
    return sum(rows(), 0, classes);
  }

  @Override
  void add(Outcomes points, int from, int to, double[] weights) {
    boolean paired = paired();
    for (int i = from; i < to; i++) {
      if (paired) {
        numbers[points.label[i] * (1 + classes) + 1 + points.predicted[i]] += weights[i];
      } else {
        add(points.label[i], points.predicted[i], weights[i], numbers);
      }
    }
  }

  private void add(int label, int predicted, double weight, double[] rows) {
    rows[label] += weight;
    if (predicted != Outcomes.NONE) {
      rows[classes + predicted] += weight;
    }
    if (predicted == label) {
      rows[2 * classes + label] += weight;
    }
  }

  /** Returns three rows of K numbers, of pairs too; not to be modified. */
  private double[] rows() {
    if (!paired()) {
      return numbers;
    }
    double[] rows = new double[3 * classes];
    for (int i = 0; i < numbers.length; i++) {
      add(i / (1 + classes), i % (1 + classes) - 1, numbers[i], rows);
    }
    return rows;
  }

  @Override
  void resize(int more) {
    boolean pairs = more <= mostPaired;
    double[] old = pairs ? numbers : rows();
    int length = pairs ? 1 + classes : classes;
    int newLength = pairs ? 1 + more : more;
    numbers = new double[(pairs ? more : 3) * newLength];
    for (int row = 0; row * length < old.length; row++) {
      System.arraycopy(old, row * length, numbers, row * newLength, length);
    }
    classes = more;
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
    double[] rows = rows();
    double n = n();
    if (n == 0) {
      return null;
    }
    double chance = 0; // p_e
    for (int k = 0; k < classes; k++) {
      chance += rows[k] / n * (rows[classes + k] / n);
    }
    double right = sum(rows, 2 * classes, 3 * classes) / n; // p_o
    return 1 - chance < LEAST_SHARE ? null : (right - chance) / (1 - chance);
  }

  /**
   * Returns the mean of the classes' F1, over the classes that occur as label or prediction: F1_k =
   * 2r_k/(l_k + p_k), for l_k labels, p_k predictions and r_k right predictions of class k.
   * Undefined without points.
   *
   * <p>scikit-learn's {@code f1_score(average="macro", zero_division=0)}.
   */
  Double macroF1() {
    double[] rows = rows();
    double least = n() * LEAST_SHARE;
    double sum = 0;
    int occurring = 0;
    for (int k = 0; k < classes; k++) {
      double either = rows[k] + rows[classes + k];
      if (either > least) {
        sum += 2 * rows[2 * classes + k] / either;
        occurring++;
      }
    }
    return occurring == 0 ? null : (Double) (sum / occurring);
  }

  /** Returns the share of the most frequent class among the labels; null without points. */
  Double mostFrequent() {
    double n = n();
    return n == 0 ? null : (Double) (Arrays.stream(rows(), 0, classes).max().orElse(0) / n);
  }

  /** Returns the right predictions as shares of each class's labels. */
  Map<Integer, Double> recall() {
    return shares(0);
  }

  /** Returns the right predictions as shares of each class's predictions. */
  Map<Integer, Double> precision() {
    return shares(classes);
  }

  /**
   * Returns the right predictions as shares of a row that begins at a place, by class number, for
   * the 20 most frequent labels, ties to the lower number. A share is null where the whole is 0, or
   * has faded to next to nothing; all are null if no label occurs.
   */
  private Map<Integer, Double> shares(int begin) {
    double[] rows = rows();
    double least = n() * LEAST_SHARE;
    List<Integer> mostFrequent =
        IntStream.range(0, classes)
            .filter(k -> rows[k] > least)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -rows[k])) // stable
            .limit(MOST_SHOWN)
            .toList();
    Map<Integer, Double> shares = new TreeMap<>();
    for (int k : mostFrequent) {
      double whole = rows[begin + k];
      shares.put(k, whole <= least ? null : (Double) (rows[2 * classes + k] / whole));
    }
    return shares.isEmpty() ? null : shares;
  }

  /**
   * Returns the number of predictions of each class for each label: K rows, one a label, of K
   * counts, without points that had no prediction. Null without points, and with too many classes.
   */
  long[][] table() {
    if (!paired() || n() == 0) {
      return null;
    }
    long[][] table = new long[classes][classes];
    for (int label = 0; label < classes; label++) {
      for (int k = 0; k < classes; k++) {
        table[label][k] = (long) numbers[label * (1 + classes) + 1 + k];
      }
    }
    return table;
  }
}
