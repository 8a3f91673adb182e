package io.gyre.learning.optimiser;

/** θ ← θ − α·g. */
final class GradientDescent implements Optimiser {

  private final double learningRate; // α

  GradientDescent(TrainingSettings settings) {
    learningRate = settings.learningRate();
  }

  @Override
  public int moments() {
    return 0;
  }

  @Override
  public void step(int n, double[] theta, double[] g, double[][] moments, long t) {
    for (int k = 0; k < n; k++) {
      theta[k] -= learningRate * g[k];
    }
  }
}
