package io.gyre.scoring;

/** Accuracy of the baseline that predicts the most frequent class; undefined without points. */
final class MajorityAccuracy implements Metric<CostAndHitSums> {

  @Override
  public String name() {
    return "majority";
  }

  @Override
  public Sums.Kind<CostAndHitSums> sums() {
    return CostAndHitSums.KIND;
  }

  @Override
  public Double value(CostAndHitSums means) {
    return means.majority();
  }
}
