package io.gyre.learning.gradient;

import io.gyre.data.NumpyRandom;
import io.gyre.encoding.GrowingArrays;
import io.gyre.encoding.Row;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.math.MatrixProducts;
import io.gyre.learning.math.WeightedSum;
import io.gyre.learning.text.WordTable;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * The first layer of a model, z = b + Σ x·w, by the columns that are active: D columns of M weights
 * each, with the moments that an optimiser keeps beside them. dw = Σ x·dz + l2·w.
 *
 * <p>Not thread-safe; allocates only to grow.
 */
public final class FirstLayer {

  /** Makes seeds of different columns differ in more than their last digits. */
  private static final long SPREAD = 0x9E3779B1L;

  private static final long SEEDS = 1L << 32;

  private final int units; // M
  private final int momentCount;
  private final double l2;
  private double[][][] arrays = {}; // by column: its weights, then its moments, M each
  private double[][] weights = {}; // by column: arrays[c][0] itself, as loops read it
  private int columns; // D
  private final WordTable words; // the same of words; null without any

  private final WeightedSum sum = new WeightedSum();
  private double[][] z = {}; // by point M each, or by unit B each

  FirstLayer(int units, int moments, double l2, WordTable words) {
    this.words = words;
    this.units = units;
    momentCount = moments;
    this.l2 = l2;
  }

  public int units() {
    return units;
  }

  double l2() {
    return l2;
  }

  int columns() {
    return columns;
  }

  /** Adds columns whose numbers are all 0, up to a number of columns. */
  void addZeros(int wanted) {
    weights = GrowingArrays.of(weights, wanted);
    arrays = GrowingArrays.of(arrays, wanted);
    for (; columns < wanted; columns++) {
      arrays[columns] = new double[1 + momentCount][units];
      weights[columns] = arrays[columns][0];
    }
  }

  void keep(int most) {
    Arrays.fill(weights, most, columns, null);
    Arrays.fill(arrays, most, columns, null);
    columns = most;
  }

  /** Draws all weights row by row from numpy's generator, as the notebook does. */
  void draw(NumpyRandom random, Initialisation initialisation) {
    double[] rows = new double[units * columns];
    initialisation.draw(random, columns, rows);
    for (int i = 0; i < rows.length; i++) {
      weights[i % columns][i / columns] = rows[i];
    }
  }

  /**
   * Draws a column's weights. They depend only on seed and column, not on earlier calls.
   *
   * @param deviation theirs, 0 or more
   */
  void draw(int column, long seed, double deviation) {
    NumpyRandom random = new NumpyRandom((seed + SPREAD * (column + 1)) % SEEDS);
    for (int m = 0; m < units; m++) {
      weights[column][m] = random.nextGaussian() * deviation;
    }
  }

  public double[] weights(int column) {
    return weights[column];
  }

  /** Returns the weights of a word, by its number among the columns; null for zeros. */
  double[] wordWeights(int column) {
    double[][] entry = words.get(column - InputColumns.WORDS);
    return entry == null ? null : entry[0];
  }

  /** Returns a column's weights, then its moments, M each; to be modified. */
  double[][] arrays(int column) {
    return column < InputColumns.WORDS ? arrays[column] : words.change(column - InputColumns.WORDS);
  }

  /**
   * z ← b + Σ x·w of one point.
   *
   * @param inputs what the point's row has is found there
   * @param z M numbers, overwritten
   */
  void sum(InputColumns inputs, Row row, double[] biases, double[] z) {
    inputs.find(row);
    if (units == 1) {
      z[0] = sum(inputs, biases[0]);
      return;
    }
    System.arraycopy(biases, 0, z, 0, units);
    if (inputs.all()) {
      LoopKernels.combine(units, inputs.presentCount, inputs.present, weights, z);
      return;
    }
    for (int i = 0; i < inputs.presentCount; i++) {
      sum.add(inputs.present[i], weights[inputs.presentColumns[i]]);
    }
    for (int i = 0; i < inputs.oneCount; i++) {
      sum.add(1, weights[inputs.ones[i]]);
    }
    for (int i = inputs.oneCount; i < inputs.activeCount; i++) {
      double[] ofWord = wordWeights(inputs.ones[i]);
      if (ofWord != null) {
        sum.add(inputs.share, ofWord);
      }
    }
    sum.addTo(units, z);
  }

  private double sum(InputColumns inputs, double bias) {
    double[] values = inputs.present;
    int[] places = inputs.presentColumns;
    double z = bias;
    for (int i = 0; i < inputs.presentCount; i++) {
      z += values[i] * weights[places[i]][0];
    }
    for (int i = 0; i < inputs.oneCount; i++) {
      z += weights[inputs.ones[i]][0];
    }
    for (int i = inputs.oneCount; i < inputs.activeCount; i++) {
      double[] ofWord = wordWeights(inputs.ones[i]);
      z += ofWord == null ? 0 : inputs.share * ofWord[0];
    }
    return z;
  }

  /**
   * Computes z of each point.
   *
   * @param active the weights of the batch's columns
   * @return B×M, or M×B by unit; overwritten by the next call
   */
  double[][] sums(Batch batch, double[][] active, double[] biases, boolean byUnit) {
    int points = batch.size;
    z = byUnit ? GrowingArrays.of(z, units, points) : GrowingArrays.of(z, points, units);
    if (byUnit) {
      for (int m = 0; m < units; m++) {
        Arrays.fill(z[m], 0, points, biases[m]);
      }
      MatrixProducts.addTransposed(active, batch.x, units, batch.numberCount, points, z);
      return z;
    }
    for (int j = 0; j < points; j++) {
      System.arraycopy(biases, 0, z[j], 0, units);
    }
    if (batch.dense) {
      MatrixProducts.addTransposed(batch.x, active, points, batch.numberCount, units, z);
    }
    for (int j = 0; j < points; j++) {
      for (int p = 0; !batch.dense && p < batch.numberCount; p++) {
        sum.add(batch.x[p][j], active[p]);
      }
      for (int i = batch.firstOnes[j]; i < batch.firstOnes[j + 1]; i++) {
        sum.add(batch.shares[i], active[batch.one(i)]);
      }
      sum.addTo(units, z[j]);
    }
    return z;
  }

  /**
   * Computes the gradient of each active column's weights.
   *
   * @param active the weights of the batch's columns
   * @param dz that of {@link #sums}, of the same shape
   * @param gradients overwritten; a row of M for each active column
   */
  void computeGradients(
      Batch batch, double[][] active, double[][] dz, boolean byUnit, double[][] gradients) {
    int points = batch.size;
    for (int i = 0; i < batch.columnCount(); i++) {
      Arrays.fill(gradients[i], 0);
    }
    if (byUnit) {
      MatrixProducts.addDots(batch.x, dz, batch.numberCount, points, units, gradients);
    } else if (batch.dense) {
      MatrixProducts.add(batch.x, dz, batch.numberCount, points, units, gradients);
    }
    for (int p = 0; !batch.dense && p < batch.numberCount; p++) {
      for (int j = 0; j < points; j++) {
        sum.add(batch.x[p][j], dz[j]);
      }
      sum.addTo(units, gradients[p]);
    }
    for (int j = 0; !byUnit && j < points; j++) {
      for (int i = batch.firstOnes[j]; i < batch.firstOnes[j + 1]; i++) {
        LoopKernels.add(units, batch.shares[i], dz[j], gradients[batch.one(i)]);
      }
    }
    for (int i = 0; l2 > 0 && i < batch.columnCount(); i++) {
      LoopKernels.add(units, l2, active[i], gradients[i]);
    }
  }

  /** Returns these columns for an output layer of one class more; it has the words of this. */
  FirstLayer withClass(int classes) {
    FirstLayer next = new FirstLayer(GradientModel.outputs(classes + 1), momentCount, l2, words);
    if (words != null) {
      words.widen(next.units, classes == 2 ? units : 0);
    }
    next.addZeros(columns);
    for (int c = 0; c < columns; c++) {
      for (int a = 0; a <= momentCount; a++) {
        GradientModel.carry(arrays[c][a], units, classes, next.arrays[c][a]);
      }
    }
    return next;
  }

  /** Returns the weights, M×D; a copy. */
  public double[][] weights() {
    double[][] copy = new double[units][columns];
    for (int m = 0; m < units; m++) {
      for (int c = 0; c < columns; c++) {
        copy[m][c] = weights[c][m];
      }
    }
    return copy;
  }

  /**
   * Writes an array of each column.
   *
   * @param array 0 for the weights, 1 for the first moments, …
   * @param byRow whether row by row, as M×D, or column by column
   */
  void write(int array, boolean byRow, StateWriter out) {
    for (int c = 0; !byRow && c < columns; c++) {
      out.putDoubles(arrays[c][array]);
    }
    for (int m = 0; byRow && m < units; m++) {
      for (int c = 0; c < columns; c++) {
        out.putDouble(arrays[c][array][m]);
      }
    }
  }

  void read(int array, boolean byRow, StateReader in) {
    for (int c = 0; !byRow && c < columns; c++) {
      in.getDoubles(arrays[c][array]);
    }
    for (int m = 0; byRow && m < units; m++) {
      for (int c = 0; c < columns; c++) {
        arrays[c][array][m] = in.getDouble();
      }
    }
  }
}
