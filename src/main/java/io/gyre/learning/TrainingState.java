package io.gyre.learning;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * A model with the moments of its optimiser: all that a step changes. Not thread-safe.
 *
 * <p>The model has the weights of all columns, or, if there are {@link InputColumns}, of those that
 * are active in the present batch: a step then costs what is active, and leaves the weights and the
 * moments of all other columns alone.
 *
 * <p>A step that would make one of these numbers non-finite, or larger than 1e70 in magnitude, is
 * undone.
 */
final class TrainingState {

  private final Model model;
  private final Optimiser optimiser;
  private final InputColumns columns; // null if the model has all
  private final int[] sizes; // by parameter
  private final DMatrixRMaj[] matrices;
  private final DMatrixRMaj[] derivatives;
  private final double[][] parameters;
  private final double[][] gradients;
  private final double[][][] moments; // by parameter
  private final double[][] all; // the parameters, then the moments
  private final double[][] backup;

  /** The first parameter and its moments, of the present batch. */
  private final double[][] active;

  /** Makes the state of a model that has the weights of all columns. */
  TrainingState(Model model, Optimiser optimiser) {
    this(model, optimiser, null);
  }

  /**
   * @param columns those that the model's first parameter is taken from; null if it has all
   */
  TrainingState(Model model, Optimiser optimiser, InputColumns columns) {
    this.model = model;
    this.optimiser = optimiser;
    this.columns = columns;
    matrices = model.parameters();
    derivatives = model.gradients();
    int count = matrices.length;
    sizes = new int[count];
    parameters = new double[count][];
    gradients = new double[count][];
    moments = new double[count][optimiser.moments()][0];
    all = new double[count * (1 + optimiser.moments())][];
    backup = new double[all.length][0];
    active = new double[1 + optimiser.moments()][];
    for (int i = 0; i < count; i++) {
      fit(i);
    }
  }

  /** Takes it that the model's parameter has another shape. */
  private void fit(int i) {
    sizes[i] = matrices[i].getNumElements();
    parameters[i] = matrices[i].data;
    gradients[i] = derivatives[i].data;
    all[i] = parameters[i];
    for (int m = 0, a = i; m <= moments[i].length; m++, a += sizes.length) {
      if (m > 0) {
        if (moments[i][m - 1].length < sizes[i]) {
          moments[i][m - 1] = new double[parameters[i].length];
        }
        all[a] = moments[i][m - 1];
      }
      if (backup[a].length < sizes[i]) {
        backup[a] = new double[parameters[i].length];
      }
      if (i == 0) {
        active[m] = all[a];
      }
    }
  }

  Model model() {
    return model;
  }

  /** How many rows the first layer has. */
  int firstRows() {
    return matrices[0].numRows;
  }

  /** The first layer's biases; live. */
  double[] firstBiases() {
    return parameters[1];
  }

  /** A weight of the first layer. */
  double firstWeight(int row, int column) {
    return columns == null ? matrices[0].get(row, column) : columns.weight(row, column);
  }

  /** Null if the model has all columns. */
  InputColumns columns() {
    return columns;
  }

  /** The model's parameters, then the moments; live, not copies. */
  double[][] all() {
    return all;
  }

  /** Takes the columns that are active in a batch into the model. */
  void take(Batch batch) {
    if (columns != null) {
      model.resize(batch.x().numRows);
      fit(0);
      columns.take(batch.columns(), batch.x().numRows, active);
    }
  }

  /** Puts the columns back that {@link #take} has taken. */
  void put(Batch batch) {
    if (columns != null) {
      columns.put(batch.columns(), batch.x().numRows, active);
    }
  }

  /**
   * Computes the gradient of a batch, and makes step t, unless that would go out of bounds.
   *
   * @param clipNorm limits the gradient's norm; 0: not
   * @return whether the step was made
   */
  boolean step(Batch batch, double clipNorm, long t) {
    model.gradient(batch.x(), batch.labels());
    GradientClipping.limit(gradients, sizes, clipNorm);
    copy(all, backup);
    for (int i = 0; i < parameters.length; i++) {
      optimiser.step(sizes[i], parameters[i], gradients[i], moments[i], t);
    }
    if (withinBounds()) {
      return true;
    }
    copy(backup, all);
    return false;
  }

  private boolean withinBounds() {
    for (int i = 0; i < all.length; i++) {
      double[] array = all[i];
      for (int k = 0, n = sizes[i % sizes.length]; k < n; k++) {
        // False for NaN too. Moments are bounded as well: Adam's second is at most a square.
        if (!(Math.abs(array[k]) <= Scaler.MAX_MAGNITUDE)) {
          return false;
        }
      }
    }
    return true;
  }

  private void copy(double[][] from, double[][] to) {
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(from[i], 0, to[i], 0, sizes[i % sizes.length]);
    }
  }

  /**
   * Returns these weights for one class more, whose own are 0 but for its bias.
   *
   * @param larger a model of one class more, overwritten
   */
  TrainingState withClass(Model larger, double bias) {
    boolean inputsAreOutputs = sizes.length == 2;
    InputColumns carried =
        columns != null && inputsAreOutputs ? columns.withClass(model.classes()) : columns;
    TrainingState next = new TrainingState(larger, optimiser, carried);
    for (int i = 0; i < all.length; i++) {
      int parameter = i % sizes.length;
      if (parameter == 0 && columns != null) {
        continue;
      }
      if (parameter < sizes.length - 2) {
        System.arraycopy(all[i], 0, next.all[i], 0, sizes[parameter]);
      } else {
        Arrays.fill(next.all[i], 0, next.sizes[parameter], 0);
        OutputLayer.carry(all[i], sizes[parameter], model.classes(), next.all[i]);
      }
    }
    double[] biases = next.parameters[sizes.length - 1];
    if (biases.length > 0) {
      biases[biases.length - 1] = bias;
    }
    return next;
  }

  /**
   * Returns these weights for more columns, for a model that has all of them.
   *
   * @param larger a model of more columns, overwritten
   * @param drawn the weights of the new ones are taken from here; the old ones are overwritten
   */
  TrainingState withColumns(Model larger, InputColumns drawn) {
    TrainingState next = new TrainingState(larger, optimiser);
    int before = model.features();
    int after = larger.features();
    double[][] first = new double[1 + optimiser.moments()][];
    int[] columnsOf = new int[after];
    Arrays.setAll(columnsOf, c -> c);
    for (int a = 0; a < first.length; a++) {
      first[a] = next.all[a * sizes.length];
    }
    drawn.take(columnsOf, after, first);
    for (int i = 0; i < all.length; i++) {
      if (i % sizes.length > 0) {
        System.arraycopy(all[i], 0, next.all[i], 0, sizes[i % sizes.length]);
      } else {
        for (int m = 0; m < drawn.rows(); m++) {
          System.arraycopy(all[i], m * before, next.all[i], m * after, before);
        }
      }
    }
    return next;
  }

  /** The parameters by their names: weights as matrices, biases as arrays; copies. */
  Map<String, Object> parameters() {
    Map<String, Object> shown = new LinkedHashMap<>();
    List<String> names = model.names();
    for (int i = 0; i < names.size(); i++) {
      DMatrixRMaj matrix = matrices[i];
      if (i == 0 && columns != null) {
        shown.put(names.get(i), columns.weights());
      } else if (names.get(i).startsWith("w")) {
        shown.put(names.get(i), rows(matrix));
      } else {
        shown.put(names.get(i), Arrays.copyOf(matrix.data, matrix.getNumElements()));
      }
    }
    return shown;
  }

  private static double[][] rows(DMatrixRMaj matrix) {
    double[][] rows = new double[matrix.numRows][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = Arrays.copyOfRange(matrix.data, r * matrix.numCols, (r + 1) * matrix.numCols);
    }
    return rows;
  }

  void write(StateWriter out) {
    for (int i = 0; i < all.length; i++) {
      if (i % sizes.length == 0 && columns != null) {
        columns.write(i / sizes.length, out);
      } else {
        for (int k = 0, n = sizes[i % sizes.length]; k < n; k++) {
          out.putDouble(all[i][k]);
        }
      }
    }
  }

  void read(StateReader in) {
    for (int i = 0; i < all.length; i++) {
      if (i % sizes.length == 0 && columns != null) {
        columns.read(i / sizes.length, in);
      } else {
        for (int k = 0, n = sizes[i % sizes.length]; k < n; k++) {
          all[i][k] = in.getDouble();
        }
      }
    }
  }
}
