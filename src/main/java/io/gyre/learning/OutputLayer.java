package io.gyre.learning;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The last layer of a model: z = w·a + b for N inputs a and K classes, and its gradient.
 *
 * <p>With three classes or more w is K×N and b K×1, and the probabilities are softmax(z). With two,
 * w is 1×N and b one number, z is the logit of class 1 and its probability σ(z): half the numbers
 * say the same, and it is the notebook's. With one class or none nothing is to be learned, and
 * there are no numbers.
 */
final class OutputLayer {

  private final int classes; // K
  private final double l2;

  final DMatrixRMaj w; // rows×N
  final DMatrixRMaj b; // rows×1
  final DMatrixRMaj dw; // rows×N
  final DMatrixRMaj db; // rows×1
  final DMatrixRMaj dz; // rows×B, holds z first
  private double[] buffer = {}; // B
  private double[][] dzOf = {}; // dz of each point
  private double[][] row; // those of w, then of dw
  private final MatrixProducts products = new MatrixProducts();

  OutputLayer(int inputs, int classes, double l2) {
    this.classes = classes;
    this.l2 = l2;
    w = new DMatrixRMaj(rows(classes), inputs);
    b = new DMatrixRMaj(rows(classes), 1);
    dw = w.createLike();
    db = b.createLike();
    dz = new DMatrixRMaj(rows(classes), 0);
  }

  /** How many rows the parameters have for K classes. */
  static int rows(int classes) {
    return classes > 2 ? classes : Math.max(0, classes - 1);
  }

  int classes() {
    return classes;
  }

  /** Makes room for so many inputs; w and dw mean nothing then. */
  void resize(int inputs) {
    w.reshape(w.numRows, inputs);
    dw.reshape(w.numRows, inputs);
  }

  /**
   * Computes the logits of one point from its rows.
   *
   * @param sums w·a + b
   * @param z filled: K logits; with two classes 0 and the one
   */
  void logitsOf(double[] sums, double[] z) {
    if (classes > 2) {
      System.arraycopy(sums, 0, z, 0, classes);
    } else {
      for (int k = 0; k < classes; k++) {
        z[k] = k == 0 ? 0 : sums[0];
      }
    }
  }

  /**
   * Computes the probabilities of one point from its rows.
   *
   * @param sums w·a + b
   * @param p filled: K numbers
   */
  void probabilitiesOf(double[] sums, double[] p) {
    if (classes == 2) {
      p[1] = BinaryCrossEntropy.sigmoid(sums[0]);
      p[0] = 1 - p[1];
    } else if (classes > 0) {
      logitsOf(sums, p);
      Softmax.of(p, classes, p);
    }
  }

  /**
   * Computes the logits of one point.
   *
   * @param a N inputs, not modified
   * @param z filled: K logits; with two classes 0 and the one
   */
  void logits(double[] a, double[] z) {
    if (classes > 2) {
      LoopKernels.affine(classes, b.data, w.data, w.numCols, a, z);
    } else {
      for (int k = 0; k < classes; k++) {
        z[k] = k == 0 ? 0 : logit(a);
      }
    }
  }

  /** z of two classes. */
  private double logit(double[] a) {
    double z = b.data[0];
    for (int i = 0; i < w.numCols; i++) {
      z += w.data[i] * a[i];
    }
    return z;
  }

  /**
   * Computes the probabilities of one point.
   *
   * @param a N inputs, not modified
   * @param p filled: K numbers
   */
  void probabilities(double[] a, double[] p) {
    if (classes == 2) {
      p[1] = BinaryCrossEntropy.sigmoid(logit(a));
      p[0] = 1 - p[1];
    } else if (classes > 0) {
      logits(a, p);
      Softmax.of(p, classes, p);
    }
  }

  /**
   * Computes the gradient of the mean cross-entropy + l2/2·‖w‖² into dz, dw and db.
   *
   * @param a N×B, one point a column, not modified
   * @param labels B of them, 0…K−1, not modified
   */
  void gradient(DMatrixRMaj a, int[] labels) {
    int points = a.numCols;
    dz.reshape(w.numRows, points);
    products.affine(w, a, b, dz);
    if (classes == 2) {
      subtractFromSigmoids(points, labels);
    } else {
      subtractFromSoftmax(points, labels);
    }
    // dw = dz·aᵀ + l2·w, db = Σ dz
    products.dots(dz, a, l2, w, dw);
    MatrixProducts.sums(dz, db);
  }

  double l2() {
    return l2;
  }

  /**
   * Replaces the logits of points by their gradient, and computes that of the biases into db.
   *
   * @param z of each of B points as many as rows, w·a + b
   * @param labels B of them, 0…K−1, not modified
   */
  void gradientOf(double[][] z, int points, int[] labels) {
    Arrays.fill(db.data, 0);
    for (int j = 0; j < points; j++) {
      if (classes == 2) {
        BinaryCrossEntropy.sigmoids(z[j], 1);
        z[j][0] -= labels[j];
      } else {
        Softmax.vectorised(z[j], classes);
        z[j][labels[j]] -= 1;
      }
      LoopKernels.scale(w.numRows, 1.0 / points, z[j]);
      LoopKernels.add(w.numRows, 1, z[j], db.data);
    }
  }

  /**
   * As {@link #gradient}, of points that are an array each; computes dw and db.
   *
   * @param a of each of B points N inputs, not modified
   * @param labels B of them, 0…K−1, not modified
   * @param da filled: of each point the gradient of its inputs
   */
  void gradientOf(double[][] a, int points, int[] labels, double[][] da) {
    reserve(points);
    int n = w.numCols;
    for (int j = 0; j < points; j++) {
      LoopKernels.affine(w.numRows, b.data, w.data, n, a[j], dzOf[j]);
    }
    gradientOf(dzOf, points, labels);
    for (int k = 0; k < w.numRows; k++) {
      System.arraycopy(w.data, k * n, row[k], 0, n);
    }
    for (int j = 0; j < points; j++) {
      Arrays.fill(da[j], 0, n, 0);
      LoopKernels.combine(n, w.numRows, dzOf[j], row, da[j]);
    }
    for (int k = 0; k < w.numRows; k++) {
      for (int j = 0; j < points; j++) {
        buffer[j] = dzOf[j][k];
      }
      LoopKernels.scale(n, l2, row[k]);
      LoopKernels.combine(n, points, buffer, a, row[k]);
      System.arraycopy(row[k], 0, dw.data, k * n, n);
    }
  }

  private void reserve(int points) {
    if (dzOf.length < points) {
      dzOf = new double[points][w.numRows];
    }
    if (row == null) {
      row = new double[w.numRows][w.numCols];
    }
    buffer = buffer.length < points ? new double[points] : buffer;
  }

  /** dz = (σ(z) − y) / B */
  private void subtractFromSigmoids(int points, int[] labels) {
    BinaryCrossEntropy.sigmoids(dz.data, points);
    for (int j = 0; j < points; j++) {
      dz.data[j] = (dz.data[j] - labels[j]) / points;
    }
  }

  /** dz = (softmax(z) − y) / B, where y is 1 for the label and else 0. */
  private void subtractFromSoftmax(int points, int[] labels) {
    buffer = buffer.length < points ? new double[points] : buffer;
    Softmax.columns(dz.data, classes, points, buffer);
    for (int j = 0; j < points; j++) {
      dz.data[labels[j] * points + j] -= 1;
    }
    for (int i = 0; i < classes * points; i++) {
      dz.data[i] /= points;
    }
  }

  /**
   * Copies numbers of the shape of parameters, so that each class keeps its own when there is one
   * more: two classes' single row becomes the second of three, for (0, z) are their logits.
   *
   * @param from n numbers of all rows for K classes
   * @param to all 0; numbers of all rows for K + 1 classes
   */
  static void carry(double[] from, int n, int classes, double[] to) {
    System.arraycopy(from, 0, to, classes == 2 ? n : 0, n);
  }
}
