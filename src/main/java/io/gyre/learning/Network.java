package io.gyre.learning;

import io.gyre.data.NumpyRandom;
import org.ejml.data.DMatrixRMaj;

/**
 * The notebook's network, D–H–1: z1 = w1·x + b1, a1 = tanh(z1), z2 = w2·a1 + b2, p = σ(z2).
 *
 * <p>A batch is in the notebook's matrix form, one column a point, on matrices that are allocated
 * once: about 4·D·H operations a point beside H tanh. The products are plain loops over the columns
 * ({@link Loops}), which the JVM vectorises: with {@link Tanh} a challenger's point (2-16-1, 56
 * replayed, 4 steps) takes 3.4 µs instead of 14 µs with EJML's products and StrictMath's tanh.
 */
final class Network implements Model {

  private static final double SMALL = 0.01;

  private final double l2;

  private final DMatrixRMaj w1; // H×D
  private final DMatrixRMaj b1; // H×1
  private final DMatrixRMaj w2; // 1×H
  private final DMatrixRMaj b2; // 1×1
  private final DMatrixRMaj dw1; // H×D
  private final DMatrixRMaj db1; // H×1
  private final DMatrixRMaj dw2; // 1×H
  private final DMatrixRMaj db2; // 1×1
  private final DMatrixRMaj a1; // H×B, holds z1 first
  private final double[] hidden; // H, a1 of a single point
  private final DMatrixRMaj dz2; // 1×B, holds z2 first
  private double[] dz1; // B, of one hidden unit at a time

  Network(LearnerSettings settings, int features) {
    int units = settings.hidden();
    int columns = settings.batch() + settings.replay();
    l2 = settings.l2();
    w1 = new DMatrixRMaj(units, features);
    b1 = new DMatrixRMaj(units, 1);
    w2 = new DMatrixRMaj(1, units);
    b2 = new DMatrixRMaj(1, 1);
    dw1 = w1.createLike();
    db1 = b1.createLike();
    dw2 = w2.createLike();
    db2 = b2.createLike();
    a1 = new DMatrixRMaj(units, columns);
    dz2 = new DMatrixRMaj(1, columns);
    dz1 = new double[columns];
    hidden = new double[units];
    initialise(settings);
  }

  /** Draws w1, then w2, row by row from numpy's generator, as the notebook does. */
  private void initialise(LearnerSettings settings) {
    NumpyRandom random = new NumpyRandom(settings.seed());
    boolean fanIn = settings.initialisation() == LearnerSettings.Initialisation.FAN_IN;
    for (DMatrixRMaj w : new DMatrixRMaj[] {w1, w2}) {
      double deviation = fanIn ? 1 / Math.sqrt(w.numCols) : SMALL;
      for (int i = 0; i < w.data.length; i++) {
        w.data[i] = random.nextGaussian() * deviation;
      }
    }
  }

  @Override
  public int features() {
    return w1.numCols;
  }

  @Override
  public DMatrixRMaj[] parameters() {
    return new DMatrixRMaj[] {w1, b1, w2, b2};
  }

  @Override
  public DMatrixRMaj[] gradients() {
    return new DMatrixRMaj[] {dw1, db1, dw2, db2};
  }

  @Override
  public double logit(double[] x) {
    Loops.affine(hidden.length, b1.data, w1.data, w1.numCols, x, hidden);
    Tanh.of(hidden, hidden.length);
    double z2 = b2.data[0];
    for (int h = 0; h < hidden.length; h++) {
      z2 += w2.data[h] * hidden[h];
    }
    return z2;
  }

  @Override
  public void gradient(DMatrixRMaj x, DMatrixRMaj y) {
    forward(x);
    outputGradient(y);
    hiddenGradient(x);
  }

  /** Leaves tanh(w1·x + b1) in a1 and w2·a1 + b2 in dz2. */
  private void forward(DMatrixRMaj x) {
    int points = x.numCols;
    a1.reshape(w1.numRows, points);
    dz2.reshape(1, points);
    dz1 = dz1.length < points ? new double[points] : dz1;
    // z1 = w1·x + b1, a1 = tanh(z1)
    int d = w1.numCols;
    for (int h = 0; h < w1.numRows; h++) {
      Loops.affine(points, b1.data[h], d, w1.data, h * d, x.data, a1.data, h * points);
    }
    Tanh.of(a1.data, w1.numRows * points);
    // z2 = w2·a1 + b2
    Loops.affine(points, b2.data[0], w2.numCols, w2.data, 0, a1.data, dz2.data, 0);
  }

  /** Expects a1 and z2 (in dz2) as {@link #forward} leaves them, and leaves dz2. */
  private void outputGradient(DMatrixRMaj y) {
    int points = y.numCols;
    // dz2 = (σ(z2) − y) / B
    CrossEntropy.sigmoids(dz2.data, points);
    for (int j = 0; j < points; j++) {
      dz2.data[j] = (dz2.data[j] - y.data[j]) / points;
    }
    // dw2 = dz2·a1ᵀ + l2·w2, db2 = Σ dz2
    Loops.dots(points, dz2.data, w2.numCols, a1.data, l2, w2.data, dw2.data, 0);
    db2.data[0] = Loops.sum(points, dz2.data, 0);
  }

  /** Expects a1 and dz2. */
  private void hiddenGradient(DMatrixRMaj x) {
    int points = x.numCols;
    int d = w1.numCols;
    for (int h = 0; h < w1.numRows; h++) {
      // dz1 = w2ᵀ·dz2 ∘ (1 − a1²)
      hiddenGradient(points, w2.data[h], h * points);
      // dw1 = dz1·xᵀ + l2·w1, db1 = Σ dz1
      Loops.dots(points, dz1, d, x.data, l2, w1.data, dw1.data, h * d);
      db1.data[h] = Loops.sum(points, dz1, 0);
    }
  }

  private void hiddenGradient(int points, double w, int at) {
    for (int j = 0; j < points; j++) {
      dz1[j] = w * dz2.data[j] * (1 - a1.data[at + j] * a1.data[at + j]);
    }
  }
}
