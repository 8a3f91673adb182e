package io.gyre.scoring;

/**
 * The number of points that were answered before any label was learned, when no answer could be
 * right: where labels come late, as many as the first label has points before it.
 */
final class BeforeLabelsSum extends Sums {

  static final Kind<BeforeLabelsSum> KIND =
      new Kind<>("before-labels", scope -> new BeforeLabelsSum());

  private BeforeLabelsSum() {
    super(1);
  }

  @Override
  double n() {
    return numbers[0];
  }

  /** It is of all points, never of fewer than others. */
  @Override
  double n(double weight) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  void add(Outcomes points, int from, int to, double[] weights) {
    for (int i = from; i < to; i++) {
      numbers[0] += points.predicted[i] == Outcomes.NONE ? 1 : 0;
    }
  }

  /** Returns null if there are none. */
  Double count() {
    return numbers[0] == 0 ? null : (Double) numbers[0];
  }
}
