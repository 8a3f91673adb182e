package io.gyre.learning;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A classifier with logits for outputs, and the gradient of its mean cross-entropy.
 *
 * <p>Not thread-safe: the buffers of a batch belong to the model and are reused.
 */
interface Model {

  /** D, the number of features. */
  int features();

  /**
   * Makes the model one of so many features; its weights of them, and their gradient, mean nothing
   * then.
   */
  void resize(int features);

  /** The penalty of J. */
  double l2();

  /** K, the number of classes. */
  int classes();

  /** Tells whether the first parameter times x plus the second are the logits themselves. */
  boolean isLinear();

  /** The names of the parameters, in order. */
  List<String> names();

  /**
   * The parameters, weights and biases in turn from input to output, the first of shape rows×D,
   * those of the output being the last two; live, not copies.
   */
  DMatrixRMaj[] parameters();

  /** The gradient, of the parameters' shapes; overwritten by {@link #gradient}. */
  DMatrixRMaj[] gradients();

  /**
   * Computes the logits of one point.
   *
   * @param x D features, not modified
   * @param z filled: K logits; with two classes the first is 0
   */
  void logits(double[] x, double[] z);

  /**
   * Computes the probabilities of one point.
   *
   * @param x D features, not modified
   * @param p filled: K numbers
   */
  void probabilities(double[] x, double[] p);

  /**
   * Computes the logits of one point from what its first layer sums up to.
   *
   * @param z1 the first parameter times x plus the second; overwritten
   * @param z filled: K logits; with two classes the first is 0
   */
  void logitsOf(double[] z1, double[] z);

  /**
   * Computes the probabilities of one point from what its first layer sums up to.
   *
   * @param z1 the first parameter times x plus the second; overwritten
   * @param p filled: K numbers
   */
  void probabilitiesOf(double[] z1, double[] p);

  /**
   * Computes the gradient of J = mean cross-entropy + l2/2·‖w‖² at the present parameters into
   * {@link #gradients()}. The parameters are not modified. There are two classes or more.
   *
   * @param x D×B, one point a column, not modified
   * @param labels B of them, 0…K−1, not modified
   */
  void gradient(DMatrixRMaj x, int[] labels);

  /**
   * As {@link #gradient}, of all parameters but the first, from what the first layer sums up to.
   *
   * @param z1 of each of B points the first parameter times x plus the second; overwritten
   * @param labels B of them, 0…K−1, not modified
   * @param dz1 filled: of each point the gradient of its z1
   */
  void gradientOf(double[][] z1, int points, int[] labels, double[][] dz1);
}
