package io.gyre.scoring;

/**
 * The mean of the classes' F1, over the classes that occur as label or prediction: F1_k = 2r_k/(l_k
 * + p_k), for l_k labels, p_k predictions and r_k right predictions of class k. Undefined without
 * points.
 *
 * <p>scikit-learn's {@code f1_score(average="macro", zero_division=0)}.
 */
final class MacroF1 implements Metric<ConfusionSums> {

  @Override
  public String name() {
    return "macro-f1";
  }

  @Override
  public Shown shown() {
    return Shown.IN_DETAIL;
  }

  @Override
  public Sums.Kind<ConfusionSums> sums() {
    return ConfusionSums.KIND;
  }

  @Override
  public Double value(ConfusionSums counts) {
    double[] labels = counts.labels();
    double[] predictions = counts.predictions();
    double[] hits = counts.hits();
    double least = counts.n() * ConfusionSums.LEAST_SHARE;
    double sum = 0;
    int occurring = 0;
    for (int k = 0; k < labels.length; k++) {
      double either = labels[k] + predictions[k];
      if (either > least) {
        sum += 2 * hits[k] / either;
        occurring++;
      }
    }
    return occurring == 0 ? null : sum / occurring;
  }
}
