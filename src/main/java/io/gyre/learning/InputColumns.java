package io.gyre.learning;

import io.gyre.data.NumpyRandom;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * The first layer's weights of a model that sees many columns, of which few are active in a point:
 * D columns of M weights each, with the moments that an optimiser keeps beside them. A step takes
 * the columns that are active in its batch, and puts them back.
 */
final class InputColumns {

  /** Makes seeds of different columns differ in more than their last digits. */
  private static final long SPREAD = 0x9E3779B1L;

  private static final long SEEDS = 1L << 32;

  private final int rows; // M
  private final double[][] arrays; // the weights, then the moments; a column after the other
  private int columns; // D

  InputColumns(int rows, int arrays) {
    this.rows = rows;
    this.arrays = new double[arrays][0];
  }

  int rows() {
    return rows;
  }

  /** D. */
  int columns() {
    return columns;
  }

  /** Adds columns whose numbers are all 0 until there are so many. */
  void addZeros(int wanted) {
    int numbers = Math.multiplyExact(wanted, rows);
    for (int i = 0; i < arrays.length; i++) {
      if (arrays[i].length < numbers) {
        arrays[i] = Arrays.copyOf(arrays[i], Math.max(numbers, 3 * arrays[i].length / 2));
      }
    }
    columns = wanted;
  }

  /**
   * Draws a column's weights. They follow from seed and column alone: whatever else came before.
   *
   * @param deviation theirs, 0 or more
   */
  void draw(int column, long seed, double deviation) {
    NumpyRandom random = new NumpyRandom((seed + SPREAD * (column + 1)) % SEEDS);
    for (int m = 0; m < rows; m++) {
      arrays[0][column * rows + m] = random.nextGaussian() * deviation;
    }
  }

  /**
   * z ← b + the columns times x, added in their order.
   *
   * @param active n columns
   * @param x their values; null if all are 1
   * @param z M numbers, modified
   */
  void add(int[] active, double[] x, int n, double[] z) {
    double[] w = arrays[0];
    for (int i = 0; i < n; i++) {
      int at = active[i] * rows;
      double value = x == null ? 1 : x[i];
      if (value == 0) {
        continue; // As of each number that is missing.
      }
      for (int m = 0; m < rows; m++) {
        z[m] += w[at + m] * value;
      }
    }
  }

  /**
   * Copies columns out, of each array.
   *
   * @param to filled: M×n, row by row
   */
  void take(int[] active, int n, double[][] to) {
    for (int a = 0; a < arrays.length; a++) {
      for (int i = 0; i < n; i++) {
        int at = active[i] * rows;
        for (int m = 0; m < rows; m++) {
          to[a][m * n + i] = arrays[a][at + m];
        }
      }
    }
  }

  /** Copies columns back that {@link #take} has copied out. */
  void put(int[] active, int n, double[][] from) {
    for (int a = 0; a < arrays.length; a++) {
      for (int i = 0; i < n; i++) {
        int at = active[i] * rows;
        for (int m = 0; m < rows; m++) {
          arrays[a][at + m] = from[a][m * n + i];
        }
      }
    }
  }

  /** Returns these columns for an output layer of one class more. */
  InputColumns withClass(int classes) {
    int more = OutputLayer.rows(classes + 1);
    InputColumns next = new InputColumns(more, arrays.length);
    next.addZeros(columns);
    int first = classes == 2 ? rows : 0;
    for (int a = 0; a < arrays.length; a++) {
      for (int c = 0; c < columns; c++) {
        System.arraycopy(arrays[a], c * rows, next.arrays[a], c * more + first, rows);
      }
    }
    return next;
  }

  /** A weight. */
  double weight(int row, int column) {
    return arrays[0][column * rows + row];
  }

  /** The weights, M×D. */
  double[][] weights() {
    double[][] weights = new double[rows][columns];
    for (int m = 0; m < rows; m++) {
      for (int c = 0; c < columns; c++) {
        weights[m][c] = arrays[0][c * rows + m];
      }
    }
    return weights;
  }

  void write(int array, StateWriter out) {
    for (int i = 0; i < columns * rows; i++) {
      out.putDouble(arrays[array][i]);
    }
  }

  void read(int array, StateReader in) {
    for (int i = 0; i < columns * rows; i++) {
      arrays[array][i] = in.getDouble();
    }
  }
}
