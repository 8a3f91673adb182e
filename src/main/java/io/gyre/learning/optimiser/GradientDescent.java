package io.gyre.learning.optimiser;

/** θ ← θ − α·g. */
record GradientDescent(double learningRate) implements Optimiser {

  @Override
  public int moments() {
    return 0;
  }

  @Override
  public void step(double[][] arrays, double[] g, long t) {
    double[] theta = arrays[0];
    for (int k = 0; k < g.length; k++) {
      theta[k] -= learningRate * g[k];
    }
  }
}
