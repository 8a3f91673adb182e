package io.gyre.scoring;

/** Accuracy of the baseline that predicts the last label known; undefined without points. */
final class LastLabel implements Metric<Means> {

  @Override
  public String name() {
    return "last-label";
  }

  @Override
  public Sums.Kind<Means> sums() {
    return Means.KIND;
  }

  @Override
  public Double value(Means means) {
    return means.lastLabel();
  }
}
