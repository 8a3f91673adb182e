package io.gyre.learning;

import org.ejml.data.DMatrixRMaj;

/**
 * The rule that turns a gradient into a step, with its moments. α is the learning rate, g the
 * gradient, θ the parameters, t the number of this step, from 1.
 *
 * <p>Not thread-safe.
 */
public final class Optimiser {

  /** The rules there are. */
  public enum Rule {
    /** θ ← θ − α·g. */
    GRADIENT_DESCENT(0),
    /** v ← μ·v + g, θ ← θ − α·v (Polyak 1964, in the form of PyTorch's SGD). */
    MOMENTUM(1),
    /**
     * m ← β1·m + (1−β1)·g, v ← β2·v + (1−β2)·g², θ ← θ − α·(m/(1−β1ᵗ)) / (√(v/(1−β2ᵗ)) + ε) (Kingma
     * and Ba 2015, algorithm 1, with its constants).
     */
    ADAM(2);

    /** Arrays kept per parameter matrix. */
    private final int moments;

    Rule(int moments) {
      this.moments = moments;
    }

    @Override
    public String toString() {
      return LearnerSettings.lowerCase(this);
    }
  }

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** From these steps on 1 − β1ᵗ and 1 − β2ᵗ are exactly 1: βᵗ is less than 2⁻⁵³. */
  static final long CORRECTED1 = 400;

  static final long CORRECTED2 = 40_000;

  private final Rule rule;
  private final double learningRate;
  private final double momentum;

  /** One array per moment and parameter matrix: those of the first moment, then of the second. */
  private final double[][] moments;

  Optimiser(LearnerSettings settings, DMatrixRMaj[] parameters) {
    rule = settings.optimiser();
    learningRate = settings.learningRate();
    momentum = settings.momentum();
    moments = new double[rule.moments * parameters.length][];
    for (int i = 0; i < moments.length; i++) {
      moments[i] = new double[parameters[i % parameters.length].data.length];
    }
  }

  /** The moments, all 0 at first; live, not copies. */
  double[][] moments() {
    return moments;
  }

  /**
   * Makes step t: modifies the parameters and the moments.
   *
   * @param gradients of the parameters' shapes, not modified
   * @param t the number of this step, 1 or more
   */
  void step(DMatrixRMaj[] parameters, DMatrixRMaj[] gradients, long t) {
    double correction1 = rule == Rule.ADAM && t < CORRECTED1 ? 1 - power(BETA1, t) : 1;
    double correction2 = rule == Rule.ADAM && t < CORRECTED2 ? 1 - power(BETA2, t) : 1;
    for (int i = 0; i < parameters.length; i++) {
      double[] theta = parameters[i].data;
      double[] g = gradients[i].data;
      switch (rule) {
        case GRADIENT_DESCENT -> descend(theta, g);
        case MOMENTUM -> momentum(theta, g, moments[i]);
        case ADAM -> {
          double[] v = moments[parameters.length + i];
          adam(theta, g, moments[i], v, correction1, correction2);
        }
      }
    }
  }

  /**
   * Computes βᵗ by squaring, for 0 < β < 1: relative error about t·2⁻⁵³, of which at most 4e-14 is
   * left in 1 − βᵗ, for βᵗ vanishes as t grows. {@code StrictMath.pow} allocates 96 bytes.
   */
  static double power(double beta, long t) {
    double result = 1;
    for (double square = beta; t > 0; t >>= 1, square *= square) {
      if ((t & 1) == 1) {
        result *= square;
      }
    }
    return result;
  }

  private void descend(double[] theta, double[] g) {
    for (int k = 0; k < theta.length; k++) {
      theta[k] -= learningRate * g[k];
    }
  }

  private void momentum(double[] theta, double[] g, double[] v) {
    for (int k = 0; k < theta.length; k++) {
      v[k] = momentum * v[k] + g[k];
      theta[k] -= learningRate * v[k];
    }
  }

  private void adam(
      double[] theta, double[] g, double[] m, double[] v, double correction1, double correction2) {
    for (int k = 0; k < theta.length; k++) {
      m[k] = BETA1 * m[k] + (1 - BETA1) * g[k];
      v[k] = BETA2 * v[k] + (1 - BETA2) * g[k] * g[k];
      theta[k] -= learningRate * (m[k] / correction1) / (Math.sqrt(v[k] / correction2) + EPSILON);
    }
  }
}
