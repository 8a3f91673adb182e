package io.gyre.scoring;

/** Accuracy of the baseline that predicts the most frequent class; undefined without points. */
final class Majority implements Metric<Means> {

  @Override
  public String name() {
    return "majority";
  }

  @Override
  public Sums.Kind<Means> sums() {
    return Means.KIND;
  }

  @Override
  public Double value(Means means) {
    return means.majority();
  }
}
