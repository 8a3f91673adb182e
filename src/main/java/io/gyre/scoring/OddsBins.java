package io.gyre.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Points by the bin of each class's odds o = p/(1 − p), those of the class apart from the others:
 * one class against the rest. Of two classes only the positive one is ranked, of more the first 32,
 * each over the points that were predicted when it was known.
 *
 * <p>Each doubling of the odds from 2^−24 (p = 6e-8) to 2^24 has 16 bins of equal width, so that a
 * bin spans .03 to .06 of the logit, as fine for p = 1e-6 as for .5, and is found without a
 * logarithm; smaller and larger odds are in the first and last bin. Points of a bin are ties. So a
 * score lies between those of the exact order with the positives of each bin first, and with them
 * last.
 *
 * <p>Of each class there are 768 numbers for the points of others, then 768 for those of the class,
 * then how many of its points came since the last halving: in the faded scope all numbers of a
 * class are halved at each 69th of its points (.99^69 = .5), whatever the weights, and a point
 * counts 32. The weights of {@link ScopedMetrics} fade with all points, and would forget the rare;
 * and these numbers stay whole, which take a byte or two of the state, where others take 9.
 */
final class OddsBins extends Sums {

  static final Kind<OddsBins> KIND = new Kind<>("odds-bins", OddsBins::new);

  /** The classes that are ranked: each takes 12 kB of memory in a scope. */
  static final int MOST_CLASSES = 32;

  private static final int COUNT = 48 * 16;
  private static final int SINCE = 2 * COUNT;
  private static final int ROW = SINCE + 1;

  private static final int HALVED_AFTER = 69;
  private static final int NEW = 32; // a point that fades counts this; six halvings leave nothing

  /** A double's exponent and the first 4 bits of its fraction number its bin. */
  private static final int BIN_SHIFT = 52 - 4;

  private static final int FIRST_BIN = (int) (Double.doubleToRawLongBits(0x1p-24) >>> BIN_SHIFT);
  private static final int STEPS = 25; // the number of recalls on a curve

  private final boolean fades;
  private double[] totals = {}; // of each class the sums of its two halves, which are needed often

  private OddsBins(Scope scope) {
    super(0);
    fades = scope == Scope.FADED;
  }

  @Override
  void resize(int classes) {
    numbers = Arrays.copyOf(numbers, Math.min(classes, MOST_CLASSES) * ROW);
    recount();
  }

  @Override
  void recount() {
    int halves = 2 * (numbers.length / ROW);
    totals = totals.length == halves ? totals : new double[halves];
    for (int half = 0; half < totals.length; half++) {
      int from = half / 2 * ROW + half % 2 * COUNT;
      totals[half] = sum(numbers, from, from + COUNT);
    }
  }

  /** Returns the number of points of ranked classes. */
  @Override
  double n() {
    double n = 0;
    for (int half = 1; half < totals.length; half += 2) {
      n += totals[half];
    }
    return fades ? n / NEW : n;
  }

  @Override
  double n(double weight) {
    return n();
  }

  /** Divides nothing: faded numbers stay small, others have no weights. */
  @Override
  void divide(double by) {}

  @Override
  void add(Outcomes points, int from, int to, double[] weights) {
    for (int i = from; i < to; i++) {
      int label = points.label[i];
      int positive = points.positiveClass[i];
      if (positive != Outcomes.NONE) { // of two classes
        forget(1 - positive);
        add(positive, points.positive[i], positive == label, weights[i]);
      } else if (points.classes[i] > 2) {
        for (int k = 0; k < points.classes[i]; k++) {
          add(k, points.probability[i * MOST_CLASSES + k], k == label, weights[i]);
        }
      }
    }
  }

  /** Only one of two classes is ranked, though another start may name the other one positive. */
  private void forget(int number) {
    int row = number * ROW;
    if (numbers.length == 2 * ROW && negatives(row) + positives(row) > 0) {
      Arrays.fill(numbers, row, row + ROW, 0);
      recount();
    }
  }

  private void add(int number, double p, boolean isPositive, double given) {
    int row = number * ROW;
    int bin = (int) (Double.doubleToRawLongBits(p / (1 - p)) >>> BIN_SHIFT) - FIRST_BIN;
    int at = row + Math.min(Math.max(bin, 0), COUNT - 1) + (isPositive ? COUNT : 0);
    numbers[at] += fades ? NEW : given;
    totals[2 * number + (isPositive ? 1 : 0)] += fades ? NEW : given;
    if (fades && isPositive && ++numbers[row + SINCE] == HALVED_AFTER) {
      for (int j = row; j < row + SINCE; j++) {
        numbers[j] = Math.floor(numbers[j] / 2);
      }
      numbers[row + SINCE] = 0;
      recount();
    }
  }

  /**
   * Returns the average precision, how pure the points are that are taken for a class first: AP =
   * Σ_b (R_b − R_{b+1})·P_b, with the recall R_b and precision P_b of taking all points of bin b
   * and above. Its mean over the classes that have points, of two classes that of the positive one.
   * Undefined without points of a class and of others. A guess has the share of the class.
   *
   * <p>scikit-learn's {@code average_precision_score} of the bins. Of 100,000 card payments, .8 %
   * of them fraud, it differed from that of the probabilities by .004 at most, for each of ten
   * learners.
   */
  Double averagePrecision() {
    return mean(
        row -> {
          double positives = 0;
          double negatives = 0;
          double sum = 0;
          for (int b = COUNT - 1; b >= 0; b--) {
            double more = numbers[row + COUNT + b];
            positives += more;
            negatives += numbers[row + b];
            sum += more == 0 ? 0 : more * (positives / (positives + negatives));
          }
          return sum / positives;
        });
  }

  /**
   * Returns the largest share of a class's points that can be found while at most 1 % of the others
   * are taken for it. Its mean over the classes, as {@link #averagePrecision}.
   *
   * <p>scikit-learn's {@code tpr[fpr <= .01].max()} of the {@code roc_curve} of the bins.
   */
  Double recallAtOnePercent() {
    return mean(
        row -> {
          double all = negatives(row);
          double positives = 0;
          double negatives = numbers[row + COUNT - 1];
          for (int b = COUNT - 1; 100 * negatives <= all; negatives += numbers[row + --b]) {
            positives += numbers[row + COUNT + b];
          }
          return positives / positives(row);
        });
  }

  /** Returns the share of the positive class among the points, of two classes only; else null. */
  Double positiveShare() {
    if (numbers.length != 2 * ROW || n() == 0) {
      return null;
    }
    int row = rowOfPositive();
    return positives(row) / (negatives(row) + positives(row));
  }

  /**
   * Returns the precision over the recall, of two classes only: for each 25th of the positives that
   * is found, a list of the recall, the precision, and the probability from which on points are
   * taken. Undefined as {@link #averagePrecision}, the area below.
   */
  List<List<Double>> curve() {
    if (numbers.length != 2 * ROW || averagePrecision() == null) {
      return null;
    }
    int row = rowOfPositive();
    List<List<Double>> curve = new ArrayList<>();
    double all = positives(row);
    double positives = 0;
    double negatives = 0;
    int told = -1;
    for (int b = COUNT - 1; b >= 0; b--) {
      positives += numbers[row + COUNT + b];
      negatives += numbers[row + b];
      int found = (int) (STEPS * positives / all);
      if (numbers[row + COUNT + b] > 0 && found > told) {
        double odds = Double.longBitsToDouble((long) (b + FIRST_BIN) << BIN_SHIFT);
        curve.add(List.of(positives / all, positives / (positives + negatives), odds / (1 + odds)));
        told = found;
      }
    }
    return curve;
  }

  /** Returns where the numbers of the positive one of two classes begin: no other has points. */
  private int rowOfPositive() {
    return positives(0) > 0 ? 0 : ROW;
  }

  private double negatives(int row) {
    return totals[2 * (row / ROW)];
  }

  private double positives(int row) {
    return totals[2 * (row / ROW) + 1];
  }

  private Double mean(IntToDoubleFunction formula) {
    double sum = 0;
    int classes = 0;
    for (int row = 0; row < numbers.length; row += ROW) {
      if (negatives(row) > 0 && positives(row) > 0) {
        sum += formula.applyAsDouble(row);
        classes++;
      }
    }
    return classes == 0 ? null : (Double) (sum / classes);
  }
}
