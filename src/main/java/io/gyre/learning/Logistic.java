package io.gyre.learning;

import io.gyre.data.NumpyRandom;
import org.ejml.data.DMatrixRMaj;

/**
 * Logistic regression: z = w·x + b, p = σ(z); the notebook's baseline.
 *
 * <p>With l2 = 1/(C·m) and the whole data of m points as one batch, the optimum is that of
 * scikit-learn's {@code LogisticRegression(C)}, whose objective is C·Σ CE + ½‖w‖²; neither
 * penalises the intercept.
 */
final class Logistic implements Model {

  private static final double SMALL = 0.01;

  private final double l2;

  private final DMatrixRMaj w; // 1×D
  private final DMatrixRMaj b; // 1×1
  private final DMatrixRMaj dw; // 1×D
  private final DMatrixRMaj db; // 1×1
  private final DMatrixRMaj dz; // 1×B, holds z first

  Logistic(LearnerSettings settings, int features) {
    l2 = settings.l2();
    w = new DMatrixRMaj(1, features);
    b = new DMatrixRMaj(1, 1);
    dw = w.createLike();
    db = b.createLike();
    dz = new DMatrixRMaj(1, settings.batch() + settings.replay());
    if (settings.initialisation() != LearnerSettings.Initialisation.ZERO) {
      boolean fanIn = settings.initialisation() == LearnerSettings.Initialisation.FAN_IN;
      double deviation = fanIn ? 1 / Math.sqrt(features) : SMALL;
      NumpyRandom random = new NumpyRandom(settings.seed());
      for (int d = 0; d < features; d++) {
        w.data[d] = random.nextGaussian() * deviation;
      }
    }
  }

  @Override
  public int features() {
    return w.numCols;
  }

  @Override
  public DMatrixRMaj[] parameters() {
    return new DMatrixRMaj[] {w, b};
  }

  @Override
  public DMatrixRMaj[] gradients() {
    return new DMatrixRMaj[] {dw, db};
  }

  @Override
  public double logit(double[] x) {
    double z = b.data[0];
    for (int d = 0; d < w.numCols; d++) {
      z += w.data[d] * x[d];
    }
    return z;
  }

  @Override
  public void gradient(DMatrixRMaj x, DMatrixRMaj y) {
    int points = x.numCols;
    dz.reshape(1, points);
    // dz = (σ(w·x + b) − y) / B
    Loops.affine(points, b.data[0], w.numCols, w.data, 0, x.data, dz.data, 0);
    CrossEntropy.sigmoids(dz.data, points);
    for (int j = 0; j < points; j++) {
      dz.data[j] = (dz.data[j] - y.data[j]) / points;
    }
    // dw = dz·xᵀ + l2·w, db = Σ dz
    Loops.dots(points, dz.data, w.numCols, x.data, l2, w.data, dw.data, 0);
    db.data[0] = Loops.sum(points, dz.data, 0);
  }
}
