package io.gyre.scoring;

/** Sums that become means: n, the cost, how often the learner and two baselines were right. */
final class CostAndHitSums extends Sums {

  static final Kind<CostAndHitSums> KIND = new Kind<>("means", scope -> new CostAndHitSums());

  private static final int N = 0;
  static final int COST = 1;
  static final int RIGHT = 2; // the points that were predicted rightly
  static final int LAST_LABEL = 3; // those whose label was the last one known
  static final int MAJORITY = 4; // those of the most frequent class

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

  /** Returns the mean cost, or the share of the points in one of the other sums. */
  Double mean(int sum) {
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
    return numbers[N] == 0 || 1 - mean(LAST_LABEL) < LEAST_SHARE
        ? null
        : (mean(RIGHT) - mean(LAST_LABEL)) / (1 - mean(LAST_LABEL));
  }
}
