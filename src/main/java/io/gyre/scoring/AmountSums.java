package io.gyre.scoring;

/**
 * Sums over points whose labels are amounts: of the errors of what was said, and of two baselines,
 * in the unit of the label; all are 0 or more.
 */
final class AmountSums extends Sums {

  static final Kind<AmountSums> KIND = new Kind<>("amounts", scope -> new AmountSums());

  private static final int N = 0;
  static final int SAID = 1; // Σ|e|, then Σe²
  static final int LAST = 3;
  static final int AVERAGE = 5;
  private static final int SIZES = 7; // Σ|y|
  private static final int LIMITED = 8;
  private static final int WITH_INTERVAL = 9;
  private static final int COVERED = 10;
  private static final int WIDTHS = 11;

  private AmountSums() {
    super(12);
  }

  @Override
  double n() {
    return numbers[N];
  }

  @Override
  void add(Outcomes points, int from, int to, double[] weights) {
    for (int i = from; i < to; i++) {
      if (weights[i] > 0) {
        add(points.amount(i), weights[i]);
      }
    }
  }

  private void add(AmountOutcome point, double weight) {
    numbers[N] += weight;
    add(SAID, point.said() - point.label(), weight);
    add(LAST, point.last() - point.label(), weight);
    add(AVERAGE, point.average() - point.label(), weight);
    numbers[SIZES] += weight * Math.abs(point.label());
    numbers[LIMITED] += point.limited() ? weight : 0;
    if (!Double.isNaN(point.lower())) {
      boolean covered = point.label() >= point.lower() && point.label() <= point.upper();
      numbers[WITH_INTERVAL] += weight;
      numbers[COVERED] += covered ? weight : 0;
      numbers[WIDTHS] += weight * (point.upper() - point.lower());
    }
  }

  private void add(int of, double error, double weight) {
    numbers[of] += weight * Math.abs(error);
    numbers[of + 1] += weight * error * error;
  }

  /** Returns the mean absolute error of what was said, or of a baseline. */
  Double meanError(int of) {
    return over(numbers[of], N);
  }

  /** Returns the root of the mean squared error of what was said, or of a baseline. */
  Double rootOfSquares(int of) {
    return numbers[N] == 0 ? null : (Double) Math.sqrt(numbers[of + 1] / numbers[N]);
  }

  /**
   * Returns 1 − Σe² / Σe² of the better baseline: 0 is as good as that, 1 is without error.
   * Undefined where the baseline makes none.
   */
  Double gain() {
    return saved(Math.min(numbers[LAST + 1], numbers[AVERAGE + 1]));
  }

  /**
   * Returns 1 − Σe² / Σe² of the mean of all labels before, which is the textbook's R² but for the
   * first labels. Undefined where that makes no error.
   */
  Double r2() {
    return saved(numbers[AVERAGE + 1]);
  }

  private Double saved(double ofBaseline) {
    return numbers[N] == 0 || ofBaseline <= 0
        ? null
        : (Double) (1 - numbers[SAID + 1] / ofBaseline);
  }

  /** Returns Σ|e| / Σ|y|. Undefined where all labels are 0. */
  Double weightedPercentageError() {
    return over(numbers[SAID], SIZES);
  }

  /** Returns the share of the labels that were within their interval. */
  Double coverage() {
    return over(numbers[COVERED], WITH_INTERVAL);
  }

  /** Returns the mean width of the intervals. */
  Double width() {
    return over(numbers[WIDTHS], WITH_INTERVAL);
  }

  /** Returns how many labels were limited to ten deviations; undefined if none was. */
  Double limited() {
    return numbers[LIMITED] == 0 ? null : (Double) numbers[LIMITED];
  }

  private Double over(double sum, int by) {
    return numbers[by] == 0 ? null : (Double) (sum / numbers[by]);
  }
}
