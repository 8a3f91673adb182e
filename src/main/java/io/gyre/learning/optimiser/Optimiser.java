package io.gyre.learning.optimiser;

/**
 * The rule that turns a gradient into a step. α is the learning rate, g the gradient, θ the
 * parameters, t the number of the step, from 1.
 *
 * <p>It has no state: its moments, numbers kept beside each parameter, belong to the learner.
 * {@code OptimiserContractTest} holds every one to that.
 */
public interface Optimiser {

  /** Returns the number of numbers kept beside each parameter, all 0 at first. */
  int moments();

  /**
   * Makes step t of one array of parameters.
   *
   * @param arrays the parameters, then their moments, each as long as the gradient; modified
   * @param g the gradient of the parameters, not modified
   * @param t the number of this step, 1 or more
   */
  void step(double[][] arrays, double[] g, long t);
}
