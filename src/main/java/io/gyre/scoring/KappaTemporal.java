package io.gyre.scoring;

/**
 * How much better than the last label the learner is: (a − a_last)/(1 − a_last), both accuracies of
 * the same points. Undefined where the last label was always right.
 *
 * <p>Žliobaitė and others, <i>Evaluation methods and decision theory for classification of
 * streaming data with temporal dependence</i>, 2015.
 */
final class KappaTemporal implements Metric<CostAndHitSums> {

  @Override
  public String name() {
    return "kappa-temporal";
  }

  @Override
  public Shown shown() {
    return Shown.IN_DETAIL;
  }

  @Override
  public Sums.Kind<CostAndHitSums> sums() {
    return CostAndHitSums.KIND;
  }

  @Override
  public Double value(CostAndHitSums means) {
    if (means.n() == 0 || 1 - means.lastLabel() < ConfusionSums.LEAST_SHARE) {
      return null;
    }
    return (means.accuracy() - means.lastLabel()) / (1 - means.lastLabel());
  }
}
