package io.gyre.scoring;

/**
 * Sums that become means: n, the cost, and how often the learner, the last label and the majority
 * were right.
 */
final class CostAndHitSums extends Sums {

  static final Kind<CostAndHitSums> KIND = new Kind<>("means", scope -> new CostAndHitSums());

  private static final int N = 0;
  private static final int COST = 1;
  private static final int RIGHT = 2;
  private static final int LAST_LABEL = 3;
  private static final int MAJORITY = 4;

  private CostAndHitSums() {
    super(5);
  }

  @Override
  double n() {
    return numbers[N];
  }

  /** Adds to local variables: sums in memory would make each point wait for the one before. */
  @Override
  void add(Outcomes points, int from, int to, double[] weights) {
    double n = numbers[N];
    double cost = numbers[COST];
    double right = numbers[RIGHT];
    double lastLabel = numbers[LAST_LABEL];
    double majority = numbers[MAJORITY];
    for (int i = from; i < to; i++) {
      double w = weights[i];
      int label = points.label[i];
      n += w;
      cost += w * points.cost[i];
      right += points.predicted[i] == label ? w : 0;
      lastLabel += points.lastLabel[i] == label ? w : 0;
      majority += points.majority[i] == label ? w : 0;
    }
    numbers[N] = n;
    numbers[COST] = cost;
    numbers[RIGHT] = right;
    numbers[LAST_LABEL] = lastLabel;
    numbers[MAJORITY] = majority;
  }

  Double cost() {
    return mean(COST);
  }

  /** Returns the share of the points that were predicted rightly, in [0, 1]. */
  Double accuracy() {
    return mean(RIGHT);
  }

  /** Returns the accuracy of predicting the last label known. */
  Double lastLabel() {
    return mean(LAST_LABEL);
  }

  /** Returns the accuracy of predicting the most frequent class. */
  Double majority() {
    return mean(MAJORITY);
  }

  private Double mean(int sum) {
    return numbers[N] == 0 ? null : numbers[sum] / numbers[N];
  }

  /**
   * Returns the learner's gain over the last label: (a − a_last)/(1 − a_last), both accuracies of
   * the same points. Undefined where the last label was always right.
   *
   * <p>Žliobaitė and others, <i>Evaluation methods and decision theory for classification of
   * streaming data with temporal dependence</i>, 2015.
   */
  Double kappaTemporal() {
    return numbers[N] == 0 || 1 - lastLabel() < LEAST_SHARE
        ? null
        : (accuracy() - lastLabel()) / (1 - lastLabel());
  }
}
