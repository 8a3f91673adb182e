package io.gyre.learning;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The gradient of {@link Network}, with EJML's products and sums, as the notebook writes it: the
 * other half of {@link GradientBenchmark}. The tanh, the sigmoid and the 1 − a1² are Gyre's own, so
 * that what differs is the matrix work alone.
 *
 * <p>The parameters are the network's, live; every matrix is allocated once.
 */
final class EjmlGradient {

  private final DMatrixRMaj w1; // H×D
  private final DMatrixRMaj b1; // H×1
  private final DMatrixRMaj w2; // 1×H
  private final DMatrixRMaj b2; // 1×1
  private final DMatrixRMaj dw1; // H×D
  private final DMatrixRMaj db1; // H×1
  private final DMatrixRMaj dw2; // 1×H
  private final DMatrixRMaj db2; // 1×1
  private final DMatrixRMaj a1; // H×B, holds z1 first
  private final DMatrixRMaj dz1; // H×B
  private final DMatrixRMaj dz2; // 1×B, holds z2 first

  EjmlGradient(Model network, int points) {
    DMatrixRMaj[] parameters = network.parameters();
    w1 = parameters[0];
    b1 = parameters[1];
    w2 = parameters[2];
    b2 = parameters[3];
    dw1 = w1.createLike();
    db1 = b1.createLike();
    dw2 = w2.createLike();
    db2 = b2.createLike();
    a1 = new DMatrixRMaj(w1.numRows, points);
    dz1 = a1.createLike();
    dz2 = new DMatrixRMaj(1, points);
  }

  /** The gradient, of the parameters' shapes; overwritten by {@link #gradient}. */
  DMatrixRMaj[] gradients() {
    return new DMatrixRMaj[] {dw1, db1, dw2, db2};
  }

  /**
   * Computes the gradient of the mean cross-entropy into {@link #gradients()}.
   *
   * @param x D×B, one point a column, not modified
   * @param y 1×B labels, 0 or 1, not modified
   */
  void gradient(DMatrixRMaj x, DMatrixRMaj y) {
    int points = x.numCols;
    // a1 = tanh(w1·x + b1)
    CommonOps_DDRM.mult(w1, x, a1);
    addToRows(b1, a1);
    Tanh.of(a1.data, a1.getNumElements());
    // dz2 = (σ(w2·a1 + b2) − y) / B
    CommonOps_DDRM.mult(w2, a1, dz2);
    addToRows(b2, dz2);
    CrossEntropy.sigmoids(dz2.data, points);
    CommonOps_DDRM.subtractEquals(dz2, y);
    CommonOps_DDRM.divide(dz2, points);
    // dw2 = dz2·a1ᵀ, db2 = Σ dz2
    CommonOps_DDRM.multTransB(dz2, a1, dw2);
    CommonOps_DDRM.sumRows(dz2, db2);
    // dz1 = w2ᵀ·dz2 ∘ (1 − a1²)
    CommonOps_DDRM.multTransA(w2, dz2, dz1);
    for (int i = 0; i < dz1.getNumElements(); i++) {
      dz1.data[i] *= 1 - a1.data[i] * a1.data[i];
    }
    // dw1 = dz1·xᵀ, db1 = Σ dz1
    CommonOps_DDRM.multTransB(dz1, x, dw1);
    CommonOps_DDRM.sumRows(dz1, db1);
  }

  /** m ← m + b·1ᵀ; EJML has no such operation. */
  private static void addToRows(DMatrixRMaj b, DMatrixRMaj m) {
    for (int row = 0, i = 0; row < m.numRows; row++) {
      for (int end = i + m.numCols; i < end; i++) {
        m.data[i] += b.data[row];
      }
    }
  }
}
