package io.gyre.learning;

import io.gyre.data.NumpyRandom;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Logistic regression: z = w2·x + b2, p = softmax(z); with two classes the notebook's baseline, p =
 * σ(z).
 *
 * <p>With two classes, l2 = 1/(C·m) and the whole data of m points as one batch, the optimum is
 * that of scikit-learn's {@code LogisticRegression(C)}, whose objective is C·Σ CE + ½‖w‖²; neither
 * penalises the intercept.
 */
final class LogisticRegression implements Model {

  private static final List<String> NAMES = List.of("w2", "b2");

  private final OutputLayer output;

  LogisticRegression(LogisticRegressionSettings settings, int features, int classes) {
    this(features, classes, settings.training().l2());
    settings.initialisation().draw(new NumpyRandom(settings.training().seed()), output.w);
  }

  /** Makes a logistic regression whose parameters are 0. */
  LogisticRegression(int features, int classes, double l2) {
    output = new OutputLayer(features, classes, l2);
  }

  @Override
  public int features() {
    return output.w.numCols;
  }

  @Override
  public int classes() {
    return output.classes();
  }

  @Override
  public boolean isLinear() {
    return true;
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public DMatrixRMaj[] parameters() {
    return new DMatrixRMaj[] {output.w, output.b};
  }

  @Override
  public DMatrixRMaj[] gradients() {
    return new DMatrixRMaj[] {output.dw, output.db};
  }

  @Override
  public void resize(int features) {
    output.resize(features);
  }

  @Override
  public void logitsOf(double[] z1, double[] z) {
    output.logitsOf(z1, z);
  }

  @Override
  public void probabilitiesOf(double[] z1, double[] p) {
    output.probabilitiesOf(z1, p);
  }

  @Override
  public void logits(double[] x, double[] z) {
    output.logits(x, z);
  }

  @Override
  public void probabilities(double[] x, double[] p) {
    output.probabilities(x, p);
  }

  @Override
  public double l2() {
    return output.l2();
  }

  @Override
  public void gradient(DMatrixRMaj x, int[] labels) {
    output.gradient(x, labels);
  }

  @Override
  public void gradientOf(double[][] z1, int points, int[] labels, double[][] dz1) {
    for (int j = 0; j < points; j++) {
      System.arraycopy(z1[j], 0, dz1[j], 0, output.w.numRows);
    }
    output.gradientOf(dz1, points, labels);
  }
}
