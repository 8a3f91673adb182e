package io.gyre.scoring;

/** Mean cross-entropy in nats; undefined without points. */
final class Cost implements Metric<Means> {

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public Sums.Kind<Means> sums() {
    return Means.KIND;
  }

  @Override
  public Double value(Means means) {
    return means.cost();
  }
}
