package io.gyre.scoring;

/** Mean cross-entropy in nats; undefined without points. */
final class LogLoss implements Metric<CostAndHitSums> {

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public Sums.Kind<CostAndHitSums> sums() {
    return CostAndHitSums.KIND;
  }

  @Override
  public Double value(CostAndHitSums means) {
    return means.cost();
  }
}
