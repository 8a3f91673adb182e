package io.gyre.learning;

import io.gyre.data.NumpyRandom;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A network of one hidden layer, D–H–K: z1 = w1·x + b1, a1 = tanh(z1), z2 = w2·a1 + b2, p =
 * softmax(z2); with two classes the notebook's, D–H–1 with p = σ(z2).
 *
 * <p>A batch is in the notebook's matrix form, one column a point, on matrices that are allocated
 * once: about 4·H·(D + K) operations a point beside H tanh.
 */
final class Network implements Model {

  private static final List<String> NAMES = List.of("w1", "b1", "w2", "b2");

  private final DMatrixRMaj w1; // H×D
  private final DMatrixRMaj b1; // H×1
  private final DMatrixRMaj dw1; // H×D
  private final DMatrixRMaj db1; // H×1
  private final DMatrixRMaj a1; // H×B, holds z1 first
  private final DMatrixRMaj dz1; // H×B
  private final double[] hidden; // H, a1 of a single point
  private final double l2;
  private final OutputLayer output;
  private final MatrixProducts products = new MatrixProducts();

  Network(NetworkSettings settings, int features, int classes) {
    this(settings.hidden(), features, classes, settings.training().l2());
    NumpyRandom random = new NumpyRandom(settings.training().seed());
    settings.initialisation().draw(random, w1);
    settings.initialisation().draw(random, output.w);
  }

  /** Makes a network whose parameters are 0. */
  Network(int units, int features, int classes, double l2) {
    this.l2 = l2;
    w1 = new DMatrixRMaj(units, features);
    b1 = new DMatrixRMaj(units, 1);
    dw1 = w1.createLike();
    db1 = b1.createLike();
    a1 = new DMatrixRMaj(units, 0);
    dz1 = a1.createLike();
    hidden = new double[units];
    output = new OutputLayer(units, classes, l2);
  }

  @Override
  public int features() {
    return w1.numCols;
  }

  @Override
  public int classes() {
    return output.classes();
  }

  @Override
  public boolean isLinear() {
    return false;
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public DMatrixRMaj[] parameters() {
    return new DMatrixRMaj[] {w1, b1, output.w, output.b};
  }

  @Override
  public DMatrixRMaj[] gradients() {
    return new DMatrixRMaj[] {dw1, db1, output.dw, output.db};
  }

  @Override
  public void resize(int features) {
    w1.reshape(w1.numRows, features);
    dw1.reshape(w1.numRows, features);
  }

  @Override
  public void logits(double[] x, double[] z) {
    sumUp(x);
    logitsOf(hidden, z);
  }

  @Override
  public void probabilities(double[] x, double[] p) {
    sumUp(x);
    probabilitiesOf(hidden, p);
  }

  private void sumUp(double[] x) {
    LoopKernels.affine(hidden.length, b1.data, w1.data, w1.numCols, x, hidden);
  }

  @Override
  public void logitsOf(double[] z1, double[] z) {
    Tanh.of(z1, hidden.length);
    output.logits(z1, z);
  }

  @Override
  public void probabilitiesOf(double[] z1, double[] p) {
    Tanh.of(z1, hidden.length);
    output.probabilities(z1, p);
  }

  @Override
  public void gradient(DMatrixRMaj x, int[] labels) {
    int points = x.numCols;
    a1.reshape(w1.numRows, points);
    dz1.reshape(w1.numRows, points);
    // a1 = tanh(w1·x + b1)
    products.affine(w1, x, b1, a1);
    Tanh.of(a1.data, a1.getNumElements());
    output.gradient(a1, labels);
    // dz1 = w2ᵀ·dz2 ∘ (1 − a1²)
    products.back(output.w, output.dz, dz1);
    throughTanh(dz1.getNumElements(), a1.data, dz1.data);
    // dw1 = dz1·xᵀ + l2·w1, db1 = Σ dz1
    products.dots(dz1, x, l2, w1, dw1);
    MatrixProducts.sums(dz1, db1);
  }

  @Override
  public double l2() {
    return l2;
  }

  @Override
  public void gradientOf(double[][] z1, int points, int[] labels, double[][] dz1) {
    int units = w1.numRows;
    for (int j = 0; j < points; j++) {
      Tanh.of(z1[j], units);
    }
    output.gradientOf(z1, points, labels, dz1);
    Arrays.fill(db1.data, 0);
    for (int j = 0; j < points; j++) {
      throughTanh(units, z1[j], dz1[j]);
      LoopKernels.add(units, 1, dz1[j], db1.data);
    }
  }

  private static void throughTanh(int n, double[] a, double[] dz) {
    for (int i = 0; i < n; i++) {
      dz[i] = dz[i] * (1 - a[i] * a[i]);
    }
  }
}
