package io.gyre.learning.gradient;

import io.gyre.data.NumpyRandom;
import io.gyre.learning.math.LoopKernels;
import io.gyre.learning.math.MatrixProducts;
import io.gyre.learning.math.WeightedSum;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * The first layer of a model, z = b + Σ x·w, by the columns that are active: D columns of M weights
 * each, with the moments that an optimiser keeps beside them. A step changes the columns that are
 * active in its batch in place, dw = Σ x·dz + l2·w; learners of numbers alone have all columns
 * active.
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
  private double[][] weights = {}; // by column, M each
  private double[][][] moments = {}; // by column, as many as there are of M each
  private int columns; // D

  private final WeightedSum sum = new WeightedSum();
  private double[][] active = {}; // the weights of the batch's columns
  private double[][] gradients = {}; // of these, M each
  private double[][] x = {}; // of numbers, B each
  private double[][] z = {}; // by point M each, or by unit B each
  private boolean byUnit;

  FirstLayer(int units, int moments, double l2) {
    this.units = units;
    momentCount = moments;
    this.l2 = l2;
  }

  /** M. */
  public int units() {
    return units;
  }

  /** The penalty of J. */
  double l2() {
    return l2;
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
      weights[columns] = new double[units];
      moments[columns] = new double[momentCount][units];
    }
  }

  /** Keeps the first columns alone. */
  void keep(int most) {
    Arrays.fill(weights, most, columns, null);
    Arrays.fill(moments, most, columns, null);
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
   * Draws a column's weights. They follow from seed and column alone: whatever else came before.
   *
   * @param deviation theirs, 0 or more
   */
  void draw(int column, long seed, double deviation) {
    NumpyRandom random = new NumpyRandom((seed + SPREAD * (column + 1)) % SEEDS);
    for (int m = 0; m < units; m++) {
      weights[column][m] = random.nextGaussian() * deviation;
    }
  }

  /** A column's weights, M; live. */
  public double[] weights(int column) {
    return weights[column];
  }

  /** A column's moments, M each; live. */
  double[][] moments(int column) {
    return moments[column];
  }

  /**
   * z ← b + Σ x·w of one point.
   *
   * @param inputs what the point's row has is found there
   * @param z M numbers, overwritten
   */
  void sum(InputColumns inputs, double[] row, double[] biases, double[] z) {
    int numbers = inputs.findNumbers(row);
    if (units == 1) {
      z[0] = sum(inputs, row, numbers, biases[0]);
      return;
    }
    System.arraycopy(biases, 0, z, 0, units);
    if (inputs.all()) {
      LoopKernels.combine(units, numbers, inputs.present(), weights, z);
      return;
    }
    for (int i = 0; i < numbers; i++) {
      sum.add(inputs.present()[i], weights[inputs.presentColumns()[i]]);
    }
    int ones = inputs.findOnes(row, 0);
    for (int i = 0; i < ones; i++) {
      sum.add(1, weights[inputs.ones()[i]]);
    }
    sum.addTo(units, z);
  }

  private double sum(InputColumns inputs, double[] row, int numbers, double bias) {
    double[] values = inputs.present();
    int[] places = inputs.presentColumns();
    double z = bias;
    for (int i = 0; i < numbers; i++) {
      z += values[i] * weights[places[i]][0];
    }
    int ones = inputs.findOnes(row, 0);
    for (int i = 0; i < ones; i++) {
      z += weights[inputs.ones()[i]][0];
    }
    return z;
  }

  /** Prepares for the steps on a batch. */
  void begin(Batch batch) {
    int count = batch.columnCount();
    int points = batch.size();
    gradients = MatrixProducts.room(gradients, count, units);
    if (active.length < count) {
      active = new double[2 * count][];
    }
    for (int i = 0; i < count; i++) {
      active[i] = weights[batch.columns()[i]];
    }
    byUnit = batch.hasAll() && points > units;
    z = byUnit ? MatrixProducts.room(z, units, points) : MatrixProducts.room(z, points, units);
    if (byUnit) {
      x = MatrixProducts.room(x, count, points);
      for (int p = 0; p < count; p++) {
        batch.copyNumber(p, x[p]);
      }
    }
  }

  /** Tells whether the matrices of the present batch have a row a unit, and not a row a point. */
  boolean byUnit() {
    return byUnit;
  }

  /** Computes z of each point; overwritten by the next call. */
  double[][] sums(Batch batch, double[] biases) {
    if (byUnit) {
      for (int m = 0; m < units; m++) {
        Arrays.fill(z[m], 0, batch.size(), biases[m]);
      }
      MatrixProducts.addTransposed(active, x, units, batch.numberCount(), batch.size(), z);
      return z;
    }
    for (int j = 0; j < batch.size(); j++) {
      System.arraycopy(biases, 0, z[j], 0, units);
      for (int p = 0; p < batch.numberCount(); p++) {
        sum.add(batch.number(p, j), active[p]);
      }
      for (int i = batch.firstOne(j); i < batch.endOfOnes(j); i++) {
        sum.add(1, active[batch.one(i)]);
      }
      sum.addTo(units, z[j]);
    }
    return z;
  }

  /** The weights of an active column, M numbers, by its place in the batch; live. */
  double[] active(int place) {
    return active[place];
  }

  /** The gradient of an active column's weights, M numbers, by its place in the batch. */
  public double[] gradient(int place) {
    return gradients[place];
  }

  /**
   * Computes the gradient of each active column's weights.
   *
   * @param dz that of {@link #sums}, of the same shape
   */
  void computeGradients(Batch batch, double[][] dz) {
    int points = batch.size();
    for (int i = 0; i < batch.columnCount(); i++) {
      Arrays.fill(gradients[i], 0);
    }
    if (byUnit) {
      MatrixProducts.addDots(x, dz, batch.numberCount(), points, units, gradients);
    } else {
      for (int p = 0; p < batch.numberCount(); p++) {
        for (int j = 0; j < points; j++) {
          sum.add(batch.number(p, j), dz[j]);
        }
        sum.addTo(units, gradients[p]);
      }
      for (int j = 0; j < points; j++) {
        for (int i = batch.firstOne(j); i < batch.endOfOnes(j); i++) {
          LoopKernels.add(units, 1, dz[j], gradients[batch.one(i)]);
        }
      }
    }
    for (int i = 0; l2 > 0 && i < batch.columnCount(); i++) {
      LoopKernels.add(units, l2, active[i], gradients[i]);
    }
  }

  /** Returns these columns for an output layer of one class more. */
  FirstLayer withClass(int classes) {
    FirstLayer next = new FirstLayer(GradientModel.outputs(classes + 1), momentCount, l2);
    next.addZeros(columns);
    for (int c = 0; c < columns; c++) {
      for (int a = 0; a <= momentCount; a++) {
        GradientModel.carry(array(c, a), units, classes, next.array(c, a));
      }
    }
    return next;
  }

  /** The weights, M×D; a copy. */
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
      out.putDoubles(array(c, array));
    }
    for (int m = 0; byRow && m < units; m++) {
      for (int c = 0; c < columns; c++) {
        out.putDouble(array(c, array)[m]);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  void read(int array, boolean byRow, StateReader in) {
    for (int c = 0; !byRow && c < columns; c++) {
      in.getDoubles(array(c, array));
    }
    for (int m = 0; byRow && m < units; m++) {
      for (int c = 0; c < columns; c++) {
        array(c, array)[m] = in.getDouble();
      }
    }
  }

  private double[] array(int column, int array) {
    return array == 0 ? weights[column] : moments[column][array - 1];
  }
}
