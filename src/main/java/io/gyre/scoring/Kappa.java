package io.gyre.scoring;

/**
 * Cohen's kappa, how much better than chance the learner is: κ = (p_o − p_e)/(1 − p_e), with p_o
 * the share predicted rightly and p_e = Σ_k l_k·p_k/n², for l_k labels and p_k predictions of class
 * k. Undefined without points, and where label and prediction are one and the same class
 * throughout.
 *
 * <p>Cohen, <i>A coefficient of agreement for nominal scales</i>, 1960; scikit-learn's {@code
 * cohen_kappa_score}.
 */
final class Kappa implements Metric<ConfusionSums> {

  @Override
  public String name() {
    return "kappa";
  }

  @Override
  public Sums.Kind<ConfusionSums> sums() {
    return ConfusionSums.KIND;
  }

  @Override
  public Double value(ConfusionSums counts) {
    double n = counts.n();
    if (n == 0) {
      return null;
    }
    double[] labels = counts.labels();
    double[] predictions = counts.predictions();
    double chance = 0; // p_e
    for (int k = 0; k < labels.length; k++) {
      chance += labels[k] / n * (predictions[k] / n);
    }
    double right = counts.right() / n; // p_o
    return 1 - chance < ConfusionSums.LEAST_SHARE ? null : (right - chance) / (1 - chance);
  }
}
