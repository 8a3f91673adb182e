package io.gyre.learning.gradient;

import io.gyre.data.NumpyRandom;
import io.gyre.encoding.GrowingArrays;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.math.MatrixProducts;
import io.gyre.learning.math.Sigmoid;
import io.gyre.learning.math.Softmax;
import io.gyre.learning.math.Tanh;
import java.util.Arrays;

/**
 * Answers from the sums of the first layer, and computes the gradient of its loss J: the mean
 * cross-entropy of classes, or half the mean squared error of amounts.
 *
 * <p>A network of H hidden units: the first layer sums up z1 = w1·x + b1, and a1 = tanh(z1), z2 =
 * w2·a1 + b2. Without hidden units logistic regression: the sums are z2 = w2·x + b2 themselves. In
 * both p = softmax(z2). With two classes z2 is one number, the logit of class 1, whose probability
 * is σ(z2): half the numbers suffice, as in the notebook. With fewer classes there is nothing to
 * learn, and there are no numbers.
 *
 * <p>An amount is one number, as two classes are: the answer is z2 itself, and dz2 is the error,
 * limited to ±{@value #MOST_ERROR}, so that no single label moves all weights (Huber 1964).
 *
 * <p>For logistic regression with two classes, l2 = 1/(C·m) and the whole data of m points as one
 * batch, the optimum is that of scikit-learn's {@code LogisticRegression(C)}, whose objective is
 * C·Σ CE + ½‖w‖²; neither penalises the intercept.
 *
 * <p>z1 of a batch has one row a point, or its transpose one row a unit: loops go along the rows,
 * which shall be long. The bits are the same. z2 always has one row a class. Not thread-safe;
 * allocates only to grow.
 */
public final class GradientModel {

  private static final double MOST_ERROR = 3;

  private final boolean ofAmounts;
  private final int hidden; // H, 0 without hidden units
  private final int classes; // K
  private final int outputs; // rows of w2
  private final double l2;
  private final double[] w2; // outputs×H, row by row
  private final double[] b2; // outputs
  private final double[] dw2;
  private final double[][] parameters;
  private final double[][] gradients;

  private final double[][] rows; // of w2, outputs×H
  private final double[][] slopes; // of dw2, outputs×H
  private double[][] z2 = {}; // outputs×B, then their gradient
  private double[][] dz1 = {};
  private double[] buffer = {}; // B·H, or B
  private double[][] ones = {{}}; // 1×B

  GradientModel(int hidden, int classes, double l2) {
    this(hidden, classes, l2, false);
  }

  /**
   * @param classes K; for amounts 2
   */
  GradientModel(int hidden, int classes, double l2, boolean ofAmounts) {
    this.ofAmounts = ofAmounts;
    this.hidden = hidden;
    this.classes = classes;
    this.l2 = l2;
    outputs = outputs(classes);
    w2 = new double[outputs * hidden];
    b2 = new double[outputs];
    dw2 = new double[outputs * hidden];
    // A single row is the array itself.
    rows = outputs == 1 ? new double[][] {w2} : new double[outputs][hidden];
    slopes = outputs == 1 ? new double[][] {dw2} : new double[outputs][hidden];
    parameters = hidden == 0 ? new double[][] {b2} : new double[][] {new double[hidden], w2, b2};
    gradients =
        hidden == 0
            ? new double[][] {new double[outputs]}
            : new double[][] {new double[hidden], dw2, new double[outputs]};
  }

  /** Returns the number of logits for K classes. */
  static int outputs(int classes) {
    return classes > 2 ? classes : Math.max(0, classes - 1);
  }

  int classes() {
    return classes;
  }

  int units() {
    return hidden == 0 ? outputs : hidden;
  }

  /** Tells whether the sums of the first layer are the logits themselves. */
  boolean isLinear() {
    return hidden == 0;
  }

  /** Returns the parameters except the first layer's weights, its biases first; live. */
  double[][] parameters() {
    return parameters;
  }

  /** Returns the gradient, of the parameters' shapes; overwritten by {@link #gradient}. */
  public double[][] gradients() {
    return gradients;
  }

  void draw(NumpyRandom random, Initialisation initialisation) {
    initialisation.draw(random, hidden, w2);
  }

  /**
   * Computes the logits of one point, or its amount.
   *
   * @param sums of the first layer; overwritten
   * @param z filled: K logits, with two classes the first is 0; or the amount
   */
  public void logits(double[] sums, double[] z) {
    if (hidden > 0) {
      Tanh.of(sums, hidden);
    }
    Arrays.fill(z, 0, ofAmounts ? 1 : classes, 0);
    if (hidden == 0) {
      System.arraycopy(sums, 0, z, 0, outputs);
    } else {
      System.arraycopy(b2, 0, z, 0, outputs);
      LoopKernels.addDots(hidden, sums, outputs, w2, z);
    }
    if (classes == 2 && !ofAmounts) {
      z[1] = z[0];
      z[0] = 0;
    }
  }

  /**
   * Computes the probabilities of one point, or its amount.
   *
   * @param sums of the first layer; overwritten
   * @param p filled: K numbers, or the amount
   */
  void answer(double[] sums, double[] p) {
    logits(sums, p);
    if (ofAmounts) {
      return;
    }
    if (classes == 2) {
      p[1] = Sigmoid.sigmoid(p[1]);
      p[0] = 1 - p[1];
    } else if (classes > 0) {
      Softmax.of(p, classes, p);
    }
  }

  /**
   * Computes the gradient of J + l2/2·‖w2‖² into {@link #gradients()}. There are two classes or
   * more.
   *
   * @param z1 of B points the sums of the first layer, B×M, or M×B by unit; overwritten
   * @param labels B of them, 0…K−1 or scaled amounts, not modified
   * @return the gradient of z1, of the same shape; overwritten by the next call
   */
  double[][] gradient(double[][] z1, int points, double[] labels, boolean byUnit) {
    if (ones[0].length < points) {
      buffer = new double[points * Math.max(1, hidden)];
      ones = new double[1][points];
      Arrays.fill(ones[0], 1);
    }
    z2 = GrowingArrays.of(z2, outputs, points);
    double[] db2 = gradients[gradients.length - 1];
    Arrays.fill(db2, 0);
    if (isLinear()) {
      double[][] z = byUnit ? z1 : z2;
      transpose(z1, byUnit ? 0 : points, outputs, z2);
      toGradient(z, points, labels);
      LoopKernels.addDots(points, ones[0], outputs, z, db2);
      transpose(z2, byUnit ? 0 : outputs, points, z1);
      return z1;
    }
    // a1 = tanh(z1)
    Tanh.of(z1, byUnit ? hidden : points, byUnit ? points : hidden, buffer);
    split(w2, rows);
    forward(z1, points, byUnit);
    toGradient(z2, points, labels);
    LoopKernels.addDots(points, ones[0], outputs, z2, db2);
    back(z1, points, byUnit);
    return dz1;
  }

  /** Copies the rows of a matrix that are one after the other, unless it is a single row. */
  private void split(double[] matrix, double[][] to) {
    for (int k = 0; outputs > 1 && k < outputs; k++) {
      System.arraycopy(matrix, k * hidden, to[k], 0, hidden);
    }
  }

  private static void transpose(double[][] from, int rows, int n, double[][] to) {
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < n; k++) {
        to[k][i] = from[i][k];
      }
    }
  }

  /** z2 = w2·a1 + b2 */
  private void forward(double[][] a1, int points, boolean byUnit) {
    for (int k = 0; k < outputs; k++) {
      Arrays.fill(z2[k], 0, points, b2[k]);
    }
    if (byUnit) {
      MatrixProducts.add(rows, a1, outputs, hidden, points, z2);
    } else {
      MatrixProducts.addDots(rows, a1, outputs, hidden, points, z2);
    }
  }

  /**
   * dz2 = (softmax(z2) − y) / B, where y is 1 for the label and else 0; or (σ(z2) − y) / B; or of
   * amounts limit(z2 − y) / B.
   */
  private void toGradient(double[][] z, int points, double[] labels) {
    double share = 1.0 / points;
    if (ofAmounts) {
      double[] y = z[0];
      for (int j = 0; j < points; j++) {
        y[j] = Math.max(-MOST_ERROR, Math.min(MOST_ERROR, y[j] - labels[j])) * share;
      }
      return;
    }
    if (classes == 2) {
      double[] p = z[0];
      Sigmoid.sigmoids(p, points);
      for (int j = 0; j < points; j++) {
        p[j] = (p[j] - labels[j]) * share;
      }
      return;
    }
    Softmax.columns(z, classes, points, buffer);
    for (int j = 0; j < points; j++) {
      z[(int) labels[j]][j] -= 1;
    }
    for (int k = 0; k < classes; k++) {
      LoopKernels.scale(points, share, z[k]);
    }
  }

  /** dw2 = dz2·a1ᵀ + l2·w2, dz1 = w2ᵀ·dz2 ∘ (1 − a1²), db1 = Σ dz1 */
  private void back(double[][] a1, int points, boolean byUnit) {
    int count = byUnit ? hidden : points;
    int n = byUnit ? points : hidden;
    dz1 = GrowingArrays.of(dz1, count, n);
    for (int i = 0; i < count; i++) {
      Arrays.fill(dz1[i], 0, n, 0);
    }
    for (int k = 0; k < outputs; k++) {
      System.arraycopy(rows[k], 0, slopes[k], 0, hidden);
      LoopKernels.scale(hidden, l2, slopes[k]);
    }
    double[] db1 = gradients[0];
    Arrays.fill(db1, 0);
    if (byUnit) {
      MatrixProducts.addTransposed(rows, z2, hidden, outputs, points, dz1);
      MatrixProducts.addDots(z2, a1, outputs, points, hidden, slopes);
    } else {
      MatrixProducts.addTransposed(z2, rows, points, outputs, hidden, dz1);
      MatrixProducts.add(z2, a1, outputs, points, hidden, slopes);
    }
    for (int k = 0; outputs > 1 && k < outputs; k++) {
      System.arraycopy(slopes[k], 0, dw2, k * hidden, hidden);
    }
    for (int i = 0; i < count; i++) {
      throughTanh(n, a1[i], dz1[i]);
    }
    if (byUnit) {
      LoopKernels.addDots(points, ones[0], hidden, dz1, db1);
    } else {
      LoopKernels.combine(hidden, points, ones[0], dz1, db1);
    }
  }

  private static void throughTanh(int n, double[] a, double[] dz) {
    for (int i = 0; i < n; i++) {
      dz[i] = dz[i] * (1 - a[i] * a[i]);
    }
  }

  /**
   * Copies numbers of outputs, so that each class keeps its own when there is one more: two
   * classes' single row becomes the second of three, for (0, z) are their logits.
   *
   * @param from n numbers of all rows for K classes
   * @param to all 0; numbers of all rows for K + 1 classes
   */
  static void carry(double[] from, int n, int classes, double[] to) {
    System.arraycopy(from, 0, to, classes == 2 ? n : 0, n);
  }
}
