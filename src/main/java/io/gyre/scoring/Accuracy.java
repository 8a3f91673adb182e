package io.gyre.scoring;

/** Share of the points that were predicted rightly, in [0, 1]; undefined without points. */
public final class Accuracy implements Metric<CostAndHitSums> {

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Sums.Kind<CostAndHitSums> sums() {
    return CostAndHitSums.KIND;
  }

  @Override
  public Double value(CostAndHitSums means) {
    return means.accuracy();
  }

  /**
   * Returns the standard error √(a(1−a)/n) of an accuracy, a baseline's or a learner's.
   *
   * @param accuracy a, or null
   * @param n the points it is of
   * @return null if the accuracy is
   */
  public static Double standardError(Double accuracy, double n) {
    return accuracy == null ? null : Math.sqrt(accuracy * (1 - accuracy) / n);
  }
}
