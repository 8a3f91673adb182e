package io.gyre.learning.gradient;

import io.gyre.data.NumpyRandom;
import io.gyre.learning.math.BinaryCrossEntropy;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.math.MatrixProducts;
import io.gyre.learning.math.Softmax;
import io.gyre.learning.math.Tanh;
import java.util.Arrays;
import java.util.List;

/**
 * What answers from the sums of the first layer, and the gradient of its mean cross-entropy J.
 *
 * <p>A network of H hidden units: the first layer sums up z1 = w1·x + b1, and a1 = tanh(z1), z2 =
 * w2·a1 + b2. Without hidden units logistic regression: the sums are z2 = w2·x + b2 themselves. In
 * both p = softmax(z2). With two classes z2 is one number, the logit of class 1, whose probability
 * is σ(z2): half the numbers say the same, and it is the notebook's. With one class or none nothing
 * is to be learned, and there are no numbers.
 *
 * <p>Of logistic regression with two classes, l2 = 1/(C·m) and the whole data of m points as one
 * batch, the optimum is that of scikit-learn's {@code LogisticRegression(C)}, whose objective is
 * C·Σ CE + ½‖w‖²; neither penalises the intercept.
 *
 * <p>Matrices of a batch have one row a point, or their transposes one row a unit: loops go along
 * the rows, which shall be long. The bits are the same. Not thread-safe; allocates only to grow.
 */
public final class GradientModel {

  private final int hidden; // H, 0 without hidden units
  private final int classes; // K
  private final int outputs; // rows of w2
  private final double l2;
  private final double[] w2; // outputs×H, row by row
  private final double[] b2; // outputs
  private final double[] dw2;
  private final double[][] parameters;
  private final double[][] gradients;

  private final double[][] rows; // of w2, then of its gradient
  private double[][] z2 = {}; // then their gradient
  private double[][] dz1 = {};
  private double[] buffer = {}; // B·H, or B
  private double[] ones = {}; // B

  /** Makes a model whose parameters are 0. */
  GradientModel(int hidden, int classes, double l2) {
    this.hidden = hidden;
    this.classes = classes;
    this.l2 = l2;
    outputs = outputs(classes);
    w2 = new double[outputs * hidden];
    b2 = new double[outputs];
    dw2 = new double[outputs * hidden];
    rows = new double[outputs][hidden];
    parameters = hidden == 0 ? new double[][] {b2} : new double[][] {new double[hidden], w2, b2};
    gradients =
        hidden == 0
            ? new double[][] {new double[outputs]}
            : new double[][] {new double[hidden], dw2, new double[outputs]};
  }

  /** How many logits are computed for K classes. */
  static int outputs(int classes) {
    return classes > 2 ? classes : Math.max(0, classes - 1);
  }

  /** K. */
  int classes() {
    return classes;
  }

  /** M, how many sums the first layer has. */
  int units() {
    return hidden == 0 ? outputs : hidden;
  }

  /** Tells whether the sums of the first layer are the logits themselves. */
  boolean isLinear() {
    return hidden == 0;
  }

  /** The names of the parameters, those of the first layer's weights first. */
  List<String> names() {
    return isLinear() ? List.of("w2", "b2") : List.of("w1", "b1", "w2", "b2");
  }

  /** The parameters but for the first layer's weights, its biases first; live, not copies. */
  double[][] parameters() {
    return parameters;
  }

  /** The gradient, of the parameters' shapes; overwritten by {@link #gradient}. */
  public double[][] gradients() {
    return gradients;
  }

  /** Draws the weights behind the first layer. */
  void draw(NumpyRandom random, Initialisation initialisation) {
    initialisation.draw(random, hidden, w2);
  }

  /**
   * Computes the logits of one point.
   *
   * @param sums of the first layer; overwritten
   * @param z filled: K logits; with two classes the first is 0
   */
  public void logits(double[] sums, double[] z) {
    if (hidden > 0) {
      Tanh.of(sums, hidden);
    }
    if (classes == 2) {
      z[0] = 0;
      z[1] = hidden > 0 ? LoopKernels.affine(b2[0], w2, hidden, sums) : sums[0];
    } else if (classes > 2 && hidden > 0) {
      LoopKernels.affine(outputs, b2, w2, hidden, sums, z);
    } else {
      Arrays.fill(z, 0, classes, 0);
      System.arraycopy(sums, 0, z, 0, outputs);
    }
  }

  /**
   * Computes the probabilities of one point.
   *
   * @param sums of the first layer; overwritten
   * @param p filled: K numbers
   */
  void probabilities(double[] sums, double[] p) {
    logits(sums, p);
    if (classes == 2) {
      p[1] = BinaryCrossEntropy.sigmoid(p[1]);
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
   * @param labels B of them, 0…K−1, not modified
   * @return the gradient of z1, of the same shape; overwritten by the next call
   */
  double[][] gradient(double[][] z1, int points, int[] labels, boolean byUnit) {
    if (ones.length < points) {
      buffer = new double[points * Math.max(1, hidden)];
      ones = new double[points];
      Arrays.fill(ones, 1);
    }
    double[] db2 = gradients[gradients.length - 1];
    if (isLinear()) {
      toGradient(z1, points, labels, byUnit);
      sum(z1, outputs, points, byUnit, db2);
      return z1;
    }
    int count = byUnit ? hidden : points;
    int n = byUnit ? points : hidden;
    // a1 = tanh(z1)
    Tanh.of(z1, count, n, buffer);
    for (int k = 0; k < outputs; k++) {
      System.arraycopy(w2, k * hidden, rows[k], 0, hidden);
    }
    forward(z1, points, byUnit);
    toGradient(z2, points, labels, byUnit);
    sum(z2, outputs, points, byUnit, db2);
    back(z1, count, n, byUnit);
    sum(dz1, hidden, points, byUnit, gradients[0]);
    return dz1;
  }

  /** z2 = w2·a1 + b2 */
  private void forward(double[][] a1, int points, boolean byUnit) {
    if (byUnit) {
      z2 = MatrixProducts.room(z2, outputs, points);
      for (int k = 0; k < outputs; k++) {
        Arrays.fill(z2[k], 0, points, b2[k]);
      }
      MatrixProducts.add(rows, a1, outputs, hidden, points, z2);
    } else {
      z2 = MatrixProducts.room(z2, points, outputs);
      for (int j = 0; j < points; j++) {
        LoopKernels.affine(outputs, b2, w2, hidden, a1[j], z2[j]);
      }
    }
  }

  /** dz2 = (softmax(z2) − y) / B, where y is 1 for the label and else 0; or (σ(z2) − y) / B. */
  private void toGradient(double[][] z, int points, int[] labels, boolean byUnit) {
    if (classes == 2) {
      toGradientOfTwo(z, points, labels, byUnit);
      return;
    }
    if (byUnit) {
      Softmax.columns(z, classes, points, buffer);
    }
    for (int j = 0; j < points; j++) {
      if (byUnit) {
        z[labels[j]][j] -= 1;
      } else {
        Softmax.vectorised(z[j], classes);
        z[j][labels[j]] -= 1;
      }
    }
    for (int i = 0; i < (byUnit ? classes : points); i++) {
      LoopKernels.scale(byUnit ? points : classes, 1.0 / points, z[i]);
    }
  }

  private void toGradientOfTwo(double[][] z, int points, int[] labels, boolean byUnit) {
    double[] p = byUnit ? z[0] : buffer;
    for (int j = 0; !byUnit && j < points; j++) {
      p[j] = z[j][0];
    }
    BinaryCrossEntropy.sigmoids(p, points);
    double share = 1.0 / points;
    for (int j = 0; j < points; j++) {
      p[j] = (p[j] - labels[j]) * share;
    }
    for (int j = 0; !byUnit && j < points; j++) {
      z[j][0] = p[j];
    }
  }

  /** dw2 = dz2·a1ᵀ + l2·w2, dz1 = w2ᵀ·dz2 ∘ (1 − a1²) */
  private void back(double[][] a1, int count, int n, boolean byUnit) {
    int points = byUnit ? n : count;
    dz1 = MatrixProducts.room(dz1, count, n);
    for (int i = 0; i < count; i++) {
      Arrays.fill(dz1[i], 0, n, 0);
    }
    if (byUnit) {
      MatrixProducts.addTransposed(rows, z2, hidden, outputs, points, dz1);
    } else {
      MatrixProducts.add(z2, rows, points, outputs, hidden, dz1);
    }
    for (int i = 0; i < count; i++) {
      throughTanh(n, a1[i], dz1[i]);
    }
    for (int k = 0; k < outputs; k++) {
      LoopKernels.scale(hidden, l2, rows[k]);
    }
    if (byUnit) {
      MatrixProducts.addDots(z2, a1, outputs, points, hidden, rows);
    } else {
      MatrixProducts.addTransposed(z2, a1, outputs, points, hidden, rows);
    }
    for (int k = 0; k < outputs; k++) {
      System.arraycopy(rows[k], 0, dw2, k * hidden, hidden);
    }
  }

  private static void throughTanh(int n, double[] a, double[] dz) {
    for (int i = 0; i < n; i++) {
      dz[i] = dz[i] * (1 - a[i] * a[i]);
    }
  }

  /** db = Σ dz */
  private void sum(double[][] dz, int units, int points, boolean byUnit, double[] db) {
    Arrays.fill(db, 0);
    if (byUnit) {
      LoopKernels.addDots(points, ones, units, dz, db);
    } else {
      for (int j = 0; j < points; j++) {
        LoopKernels.add(units, 1, dz[j], db);
      }
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
