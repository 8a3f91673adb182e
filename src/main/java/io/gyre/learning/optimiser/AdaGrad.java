package io.gyre.learning.optimiser;

/**
 * G ← G + g², θ ← θ − α·g / (√G + ε) (Duchi, Hazan and Singer 2011, the diagonal form, with
 * PyTorch's ε): a parameter that seldom has a gradient, as that of a rare one-hot column, keeps a
 * large step.
 */
final class AdaGrad implements Optimiser {

  private static final double EPSILON = 1e-10;

  private final double learningRate; // α

  AdaGrad(TrainingSettings settings) {
    learningRate = settings.learningRate();
  }

  @Override
  public int moments() {
    return 1;
  }

  @Override
  public void step(int n, double[] theta, double[] g, double[][] moments, long t) {
    double[] squares = moments[0];
    for (int k = 0; k < n; k++) {
      squares[k] += g[k] * g[k];
      theta[k] -= learningRate * g[k] / (Math.sqrt(squares[k]) + EPSILON);
    }
  }
}
