package io.gyre.learning.optimiser;

/**
 * G ← G + g², θ ← θ − α·g / (√G + ε) (Duchi, Hazan and Singer 2011, the diagonal form, with
 * PyTorch's ε): a parameter that seldom has a gradient, as that of a rare one-hot column, keeps a
 * large step.
 */
record AdaGrad(double learningRate) implements Optimiser {

  private static final double EPSILON = 1e-10;

  @Override
  public int moments() {
    return 1;
  }

  @Override
  public void step(double[][] arrays, double[] g, long t) {
    double[] theta = arrays[0];
    double[] squares = arrays[1];
    for (int k = 0; k < g.length; k++) {
      squares[k] += g[k] * g[k];
      theta[k] -= learningRate * g[k] / (Math.sqrt(squares[k]) + EPSILON);
    }
  }
}
