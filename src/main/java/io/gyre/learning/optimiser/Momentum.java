package io.gyre.learning.optimiser;

/** v ← μ·v + g, θ ← θ − α·v (Polyak 1964, in the form of PyTorch's SGD). */
final class Momentum implements Optimiser {

  private final double learningRate; // α
  private final double momentum; // μ

  Momentum(TrainingSettings settings) {
    learningRate = settings.learningRate();
    momentum = settings.momentum();
  }

  @Override
  public int moments() {
    return 1;
  }

  @Override
  public void step(int n, double[] theta, double[] g, double[][] moments, long t) {
    double[] v = moments[0];
    for (int k = 0; k < n; k++) {
      v[k] = momentum * v[k] + g[k];
      theta[k] -= learningRate * v[k];
    }
  }
}
