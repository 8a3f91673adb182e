package io.gyre.learning.optimiser;

/** v ← μ·v + g, θ ← θ − α·v (Polyak 1964, in the form of PyTorch's SGD), with μ the momentum. */
record Momentum(double learningRate, double momentum) implements Optimiser {

  @Override
  public int moments() {
    return 1;
  }

  @Override
  public void step(double[][] arrays, double[] g, long t) {
    double[] theta = arrays[0];
    double[] v = arrays[1];
    for (int k = 0; k < g.length; k++) {
      v[k] = momentum * v[k] + g[k];
      theta[k] -= learningRate * v[k];
    }
  }
}
