package io.gyre.learning;

import io.gyre.data.NumpyRandom;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * The first layer's weights of a model that sees many columns, of which few are active in a point:
 * D columns of M weights each, with the moments that an optimiser keeps beside them. Each is an
 * array of its own: a step changes those of active columns in place, and loops over them are
 * vectorised.
 */
final class InputColumns {

  /** Makes seeds of different columns differ in more than their last digits. */
  private static final long SPREAD = 0x9E3779B1L;

  private static final long SEEDS = 1L << 32;

  private final int rows; // M
  private final int momentCount;
  private double[][] weights = {}; // by column, M each
  private double[][][] moments = {}; // by column, as many as there are of M each
  private double[] factors = {}; // of the columns that are added
  private double[][] terms = {};
  private int columns; // D

  InputColumns(int rows, int moments) {
    this.rows = rows;
    momentCount = moments;
  }

  /** M. */
  int rows() {
    return rows;
  }

  /** D. */
  int columns() {
    return columns;
  }

  /** Adds columns whose numbers are all 0 until there are so many. */
  void addZeros(int wanted) {
    if (weights.length < wanted) {
      int room = Math.max(wanted, 3 * weights.length / 2);
      weights = Arrays.copyOf(weights, room);
      moments = Arrays.copyOf(moments, room);
    }
    for (; columns < wanted; columns++) {
      weights[columns] = new double[rows];
      moments[columns] = new double[momentCount][rows];
    }
  }

  /** Keeps the first columns alone. */
  void keep(int most) {
    Arrays.fill(weights, most, columns, null);
    Arrays.fill(moments, most, columns, null);
    columns = most;
  }

  /**
   * Draws a column's weights. They follow from seed and column alone: whatever else came before.
   *
   * @param deviation theirs, 0 or more
   */
  void draw(int column, long seed, double deviation) {
    NumpyRandom random = new NumpyRandom((seed + SPREAD * (column + 1)) % SEEDS);
    for (int m = 0; m < rows; m++) {
      weights[column][m] = random.nextGaussian() * deviation;
    }
  }

  /** A column's weights, M; live. */
  double[] weights(int column) {
    return weights[column];
  }

  /** A column's moments, M each; live. */
  double[][] moments(int column) {
    return moments[column];
  }

  /**
   * z ← z + the columns times x, added in their order.
   *
   * @param active n columns
   * @param x their values; null if all are 1
   * @param z M numbers, modified
   */
  void add(int[] active, double[] x, int n, double[] z) {
    if (factors.length < n) {
      factors = new double[2 * n];
      terms = new double[2 * n][];
    }
    int count = 0;
    for (int i = 0; i < n; i++) {
      double value = x == null ? 1 : x[i];
      if (value != 0) { // As of each number that is missing.
        factors[count] = value;
        terms[count++] = weights[active[i]];
      }
    }
    LoopKernels.combine(rows, count, factors, terms, z);
  }

  /** Returns these columns for an output layer of one class more. */
  InputColumns withClass(int classes) {
    InputColumns next = new InputColumns(OutputLayer.rows(classes + 1), momentCount);
    next.addZeros(columns);
    int first = classes == 2 ? rows : 0;
    for (int c = 0; c < columns; c++) {
      System.arraycopy(weights[c], 0, next.weights[c], first, rows);
      for (int m = 0; m < momentCount; m++) {
        System.arraycopy(moments[c][m], 0, next.moments[c][m], first, rows);
      }
    }
    return next;
  }

  /** The weights, M×D; a copy. */
  double[][] weights() {
    double[][] copy = new double[rows][columns];
    for (int m = 0; m < rows; m++) {
      for (int c = 0; c < columns; c++) {
        copy[m][c] = weights[c][m];
      }
    }
    return copy;
  }

  /**
   * @param array 0 for the weights, 1 for the first moments, …
   */
  void write(int array, StateWriter out) {
    for (int c = 0; c < columns; c++) {
      out.putDoubles(array(c, array));
    }
  }

  /**
   * @param array as for {@link #write}
   */
  void read(int array, StateReader in) {
    for (int c = 0; c < columns; c++) {
      in.getDoubles(array(c, array));
    }
  }

  private double[] array(int column, int array) {
    return array == 0 ? weights[column] : moments[column][array - 1];
  }
}
