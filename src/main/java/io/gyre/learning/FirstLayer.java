package io.gyre.learning;

import java.util.Arrays;

/**
 * The first layer of a model over a batch, of the columns alone that are active in it: z = b + Σ
 * x·w of each point, and from the gradient of z that of each column's weights, dw = Σ x·dz + l2·w.
 *
 * <p>All loops go along the M rows of a column. Not thread-safe; allocates only to grow.
 */
final class FirstLayer {

  private final InputColumns columns;
  private final int rows; // M
  private final double l2;
  private double[][] z = {}; // by point, M each
  private double[][] dz = {}; // by point, M each
  private double[][] gradients = {}; // by active column, M each
  private double[] factors = {};
  private double[][] terms = {};

  FirstLayer(InputColumns columns, double l2) {
    this.columns = columns;
    this.l2 = l2;
    rows = columns.rows();
  }

  /** Makes room for a batch. */
  void begin(Batch batch) {
    z = withRoom(z, batch.size());
    dz = withRoom(dz, batch.size());
    gradients = withRoom(gradients, batch.columnCount());
    int most = Math.max(batch.size(), batch.columnCount());
    if (factors.length < most) {
      factors = new double[2 * most];
      terms = new double[2 * most][];
    }
  }

  private double[][] withRoom(double[][] arrays, int count) {
    if (arrays.length >= count) {
      return arrays;
    }
    double[][] more = Arrays.copyOf(arrays, 2 * count);
    for (int i = arrays.length; i < more.length; i++) {
      more[i] = new double[rows];
    }
    return more;
  }

  /** Computes z of each point; overwritten by the next call. */
  double[][] sums(Batch batch, double[] biases) {
    int[] active = batch.columns();
    for (int j = 0; j < batch.size(); j++) {
      System.arraycopy(biases, 0, z[j], 0, rows);
      int n = 0;
      for (int p = 0; p < batch.numberCount(); p++) {
        n = term(n, batch.number(p, j), columns.weights(active[p]));
      }
      for (int i = batch.firstOne(j); i < batch.endOfOnes(j); i++) {
        n = term(n, 1, columns.weights(active[batch.one(i)]));
      }
      LoopKernels.combine(rows, n, factors, terms, z[j]);
    }
    return z;
  }

  private int term(int n, double factor, double[] array) {
    if (factor == 0) {
      return n;
    }
    if (n == factors.length) {
      factors = Arrays.copyOf(factors, 2 * n);
      terms = Arrays.copyOf(terms, 2 * n);
    }
    factors[n] = factor;
    terms[n] = array;
    return n + 1;
  }

  /** Where the gradient of each point's z is to be put: M numbers each. */
  double[][] dz() {
    return dz;
  }

  /** Where the gradient of an active column's weights is: M numbers, by its place in the batch. */
  double[] gradient(int place) {
    return gradients[place];
  }

  /** Computes the gradient of each active column's weights. */
  void computeGradients(Batch batch) {
    int[] active = batch.columns();
    for (int i = 0; i < batch.columnCount(); i++) {
      Arrays.fill(gradients[i], 0);
    }
    for (int p = 0; p < batch.numberCount(); p++) {
      int n = 0;
      for (int j = 0; j < batch.size(); j++) {
        n = term(n, batch.number(p, j), dz[j]);
      }
      LoopKernels.combine(rows, n, factors, terms, gradients[p]);
    }
    for (int j = 0; j < batch.size(); j++) {
      for (int i = batch.firstOne(j); i < batch.endOfOnes(j); i++) {
        LoopKernels.add(rows, 1, dz[j], gradients[batch.one(i)]);
      }
    }
    for (int i = 0; l2 > 0 && i < batch.columnCount(); i++) {
      LoopKernels.add(rows, l2, columns.weights(active[i]), gradients[i]);
    }
  }
}
