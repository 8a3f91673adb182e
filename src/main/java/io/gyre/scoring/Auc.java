package io.gyre.scoring;

import java.util.EnumSet;
import java.util.Set;

/**
 * The area under the ROC curve, of two classes: the chance that a positive point got a larger
 * probability than a negative one, ties half. Undefined unless there are two classes, and points of
 * both.
 *
 * <p>Probabilities are compared by their bin of 1,000 equal ones: Σ_b neg_b·(Σ_{c>b} pos_c +
 * pos_b/2)/(P·N). scikit-learn's {@code roc_auc_score} of ⌊1000·p⌋.
 */
final class Auc implements Metric<Auc.Bins> {

  @Override
  public String name() {
    return "auc";
  }

  @Override
  public Shown shown() {
    return Shown.IN_DETAIL;
  }

  @Override
  public Sums.Kind<Bins> sums() {
    return Bins.KIND;
  }

  /** Not faded: bins that fade are no whole numbers, and 2,000 of them 18 kB at each commit. */
  @Override
  public Set<Scope> scopes() {
    return EnumSet.of(Scope.WINDOW, Scope.TOTAL);
  }

  @Override
  public Double value(Bins bins) {
    if (bins.classes != 2) {
      return null;
    }
    double above = 0; // Σ_{c>b} pos_c
    double negatives = 0; // N
    double ordered = 0;
    for (int b = Bins.COUNT - 1; b >= 0; b--) {
      double negative = bins.numbers[b];
      double positive = bins.numbers[Bins.COUNT + b];
      ordered += negative * (above + positive / 2);
      above += positive;
      negatives += negative;
    }
    return above == 0 || negatives == 0 ? null : (Double) (ordered / (above * negatives));
  }

  /**
   * Points that had a probability of the positive class, by its bin: 1,000 numbers for the negative
   * ones, then 1,000 for the positive ones. A window of few points is added and cleared without
   * going over all of them: where windows are short, one opens and closes with nearly every point.
   */
  static final class Bins implements Sums {

    static final Kind<Bins> KIND = new Kind<>("probability-bins", scope -> new Bins());

    private static final int COUNT = 1_000;

    /** So many bins are noted. */
    private static final int FEW = 16;

    private final double[] numbers = new double[2 * COUNT];

    /** The bins that are not 0, if they are few. */
    private final int[] used = new int[FEW];

    /** How many of them; more than {@link #FEW} if any may be. */
    private int uses;

    private int classes;

    @Override
    public double[] numbers() {
      return numbers;
    }

    @Override
    public double n() {
      double sum = 0;
      for (double number : numbers) {
        sum += number;
      }
      return sum;
    }

    @Override
    public void add(Outcomes points, int from, int to, double[] weights) {
      for (int i = from; i < to; i++) {
        double p = points.positive[i];
        if (p == p) { // not NaN
          int bin = Math.min((int) (p * COUNT), COUNT - 1);
          add(points.isPositive[i] ? COUNT + bin : bin, weights[i]);
        }
      }
    }

    private void add(int bin, double weight) {
      if (numbers[bin] == 0 && uses <= FEW && ++uses <= FEW) {
        used[uses - 1] = bin;
      }
      numbers[bin] += weight;
    }

    @Override
    public void addAll(Sums other) {
      Bins more = (Bins) other;
      if (more.uses > FEW) {
        uses = FEW + 1;
        Sums.super.addAll(other);
        return;
      }
      for (int i = 0; i < more.uses; i++) {
        add(more.used[i], more.numbers[more.used[i]]);
      }
    }

    @Override
    public void clear() {
      if (uses > FEW) {
        Sums.super.clear();
      }
      for (int i = 0; i < Math.min(uses, FEW); i++) {
        numbers[used[i]] = 0;
      }
      uses = 0;
    }

    @Override
    public void restore(double[] stored) {
      uses = FEW + 1;
      Sums.super.restore(stored);
    }

    @Override
    public void resize(int more) {
      classes = more;
    }
  }
}
