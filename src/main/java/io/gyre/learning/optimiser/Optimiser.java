package io.gyre.learning.optimiser;

/**
 * The rule that turns a gradient into a step. α is the learning rate, g the gradient, θ the
 * parameters, t the number of the step, from 1.
 *
 * <p>It remembers nothing itself: its moments, numbers kept beside each parameter, are the
 * learner's. {@code OptimiserContractTest} holds every one to that.
 */
public interface Optimiser {

  /** How many numbers are kept beside each parameter, all 0 at first. */
  int moments();

  /**
   * Makes step t of one array of parameters: modifies it and its moments.
   *
   * @param n how many parameters there are; arrays may be longer
   * @param theta the parameters
   * @param g their gradient, not modified
   * @param moments as many arrays as {@link #moments} says
   * @param t the number of this step, 1 or more
   */
  void step(int n, double[] theta, double[] g, double[][] moments, long t);
}
