package io.gyre.scoring;

/** Accuracy of the baseline that predicts the last label known; undefined without points. */
final class LastLabelAccuracy implements Metric<CostAndHitSums> {

  @Override
  public String name() {
    return "last-label";
  }

  @Override
  public Sums.Kind<CostAndHitSums> sums() {
    return CostAndHitSums.KIND;
  }

  @Override
  public Double value(CostAndHitSums means) {
    return means.lastLabel();
  }
}
