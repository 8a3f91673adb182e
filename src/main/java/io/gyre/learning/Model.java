package io.gyre.learning;

import org.ejml.data.DMatrixRMaj;

/**
 * A binary classifier with a logit for an output, and the gradient of its mean cross-entropy.
 *
 * <p>Not thread-safe: the buffers of a batch belong to the model and are reused.
 */
public sealed interface Model permits Network, Logistic {

  /**
   * Makes a model of the given settings with its initial parameters.
   *
   * @param features D, 1 or more
   */
  static Model of(LearnerSettings settings, int features) {
    return settings.kind() == LearnerSettings.Kind.NETWORK
        ? new Network(settings, features)
        : new Logistic(settings, features);
  }

  /** D, the number of features. */
  int features();

  /** The parameters, weights and biases in turn from input to output; live, not copies. */
  DMatrixRMaj[] parameters();

  /** The gradient, of the parameters' shapes; overwritten by {@link #gradient}. */
  DMatrixRMaj[] gradients();

  /**
   * Computes the logit z of one point; its probability is σ(z).
   *
   * @param x D features, not modified
   */
  double logit(double[] x);

  /**
   * Computes the gradient of J = mean cross-entropy + l2/2·‖w‖² at the present parameters into
   * {@link #gradients()}. The parameters are not modified.
   *
   * @param x D×B, one point a column, not modified
   * @param y 1×B labels, 0 or 1, not modified
   */
  void gradient(DMatrixRMaj x, DMatrixRMaj y);
}
