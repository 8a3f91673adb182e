package io.gyre.scoring;

/**
 * Points that had a probability of the positive class, by its bin: 1,000 numbers for the negative
 * ones, then 1,000 for the positive ones. A window of few points is added and cleared without going
 * over all of them: where windows are short, one closes with nearly every point.
 */
final class ProbabilityBins extends Sums {

  static final Kind<ProbabilityBins> KIND =
      new Kind<>("probability-bins", scope -> new ProbabilityBins());

  private static final int COUNT = 1_000;

  private static final int FEW = 16;

  private final int[] used = new int[FEW]; // the bins that are not 0, if they are few
  private int uses; // how many of them; more than FEW if any may be
  private int classes;

  private ProbabilityBins() {
    super(2 * COUNT);
  }

  @Override
  double n() {
    return sum(numbers, 0, numbers.length);
  }

  @Override
  void add(Outcomes points, int from, int to, double[] weights) {
    for (int i = from; i < to; i++) {
      double p = points.positive[i];
      if (p == p) { // not NaN
        int bin = Math.min((int) (p * COUNT), COUNT - 1);
        add(points.label[i] == points.positiveClass[i] ? COUNT + bin : bin, weights[i]);
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
  void addAll(Sums other) {
    ProbabilityBins more = (ProbabilityBins) other;
    if (more.uses > FEW) {
      uses = FEW + 1;
      super.addAll(other);
      return;
    }
    for (int i = 0; i < more.uses; i++) {
      add(more.used[i], more.numbers[more.used[i]]);
    }
  }

  @Override
  void clear() {
    if (uses > FEW) {
      super.clear();
    }
    for (int i = 0; i < Math.min(uses, FEW); i++) {
      numbers[used[i]] = 0;
    }
    uses = 0;
  }

  @Override
  void restore(double[] stored) {
    super.restore(stored);
    uses = FEW + 1;
  }

  @Override
  void resize(int more) {
    classes = more;
  }

  /**
   * Returns the area under the ROC curve, of two classes: the chance that a positive point got a
   * larger probability than a negative one, ties half. Undefined unless there are two classes, and
   * points of both.
   *
   * <p>Probabilities are compared by their bin: Σ_b neg_b·(Σ_{c>b} pos_c + pos_b/2)/(P·N).
   * scikit-learn's {@code roc_auc_score} of ⌊1000·p⌋.
   */
  Double auc() {
    if (classes != 2) {
      return null;
    }
    double above = 0; // Σ_{c>b} pos_c
    double negatives = 0; // N
    double ordered = 0;
    for (int b = COUNT - 1; b >= 0; b--) {
      double negative = numbers[b];
      double positive = numbers[COUNT + b];
      ordered += negative * (above + positive / 2);
      above += positive;
      negatives += negative;
    }
    return above == 0 || negatives == 0 ? null : (Double) (ordered / (above * negatives));
  }
}
