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
 * <p>A step that would make one of these numbers non-finite, or larger than 1e70 in magnitude, is
 * undone.
 */
final class TrainingState {

  private final Model model;
  private final Optimiser optimiser;
  private final double[][] parameters;
  private final double[][] gradients;
  private final double[][][] moments; // by parameter
  private final double[][] all; // the parameters, then the moments
  private final double[][] backup;

  TrainingState(Model model, Optimiser optimiser) {
    this.model = model;
    this.optimiser = optimiser;
    parameters = data(model.parameters());
    gradients = data(model.gradients());
    moments = new double[parameters.length][optimiser.moments()][];
    all = Arrays.copyOf(parameters, parameters.length * (1 + optimiser.moments()));
    for (int i = parameters.length; i < all.length; i++) {
      int parameter = i % parameters.length;
      all[i] = new double[parameters[parameter].length];
      moments[parameter][i / parameters.length - 1] = all[i];
    }
    backup = Arrays.stream(all).map(double[]::clone).toArray(double[][]::new);
  }

  private static double[][] data(DMatrixRMaj[] matrices) {
    return Arrays.stream(matrices).map(matrix -> matrix.data).toArray(double[][]::new);
  }

  Model model() {
    return model;
  }

  /** The model's parameters, then the moments; live, not copies. */
  double[][] all() {
    return all;
  }

  /**
   * Computes the gradient of a batch, and makes step t, unless that would go out of bounds.
   *
   * @param clipNorm limits the gradient's norm; 0: not
   * @return whether the step was made
   */
  boolean step(Batch batch, double clipNorm, long t) {
    model.gradient(batch.x(), batch.labels());
    GradientClipping.limit(gradients, clipNorm);
    copy(all, backup);
    for (int i = 0; i < parameters.length; i++) {
      optimiser.step(parameters[i], gradients[i], moments[i], t);
    }
    if (withinBounds(all)) {
      return true;
    }
    copy(backup, all);
    return false;
  }

  private static boolean withinBounds(double[][] arrays) {
    for (double[] array : arrays) {
      for (double value : array) {
        // False for NaN too. Moments are bounded as well: Adam's second is at most a square.
        if (!(Math.abs(value) <= Scaler.MAX_MAGNITUDE)) {
          return false;
        }
      }
    }
    return true;
  }

  private static void copy(double[][] from, double[][] to) {
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(from[i], 0, to[i], 0, from[i].length);
    }
  }

  /**
   * Returns these weights for one class more, whose own are 0 but for its bias.
   *
   * @param larger a model of one class more, overwritten
   */
  TrainingState carriedTo(Model larger, double bias) {
    TrainingState next = new TrainingState(larger, optimiser);
    for (int i = 0; i < all.length; i++) {
      if (i % parameters.length < parameters.length - 2) {
        System.arraycopy(all[i], 0, next.all[i], 0, all[i].length);
      } else {
        Arrays.fill(next.all[i], 0);
        OutputLayer.carry(all[i], model.classes(), next.all[i]);
      }
    }
    double[] biases = next.parameters[parameters.length - 1];
    if (biases.length > 0) {
      biases[biases.length - 1] = bias;
    }
    return next;
  }

  /** The parameters by their names: weights as matrices, biases as arrays; copies. */
  Map<String, Object> parameters() {
    Map<String, Object> shown = new LinkedHashMap<>();
    List<String> names = model.names();
    for (int i = 0; i < names.size(); i++) {
      DMatrixRMaj matrix = model.parameters()[i];
      boolean weight = names.get(i).startsWith("w");
      shown.put(names.get(i), weight ? rows(matrix) : matrix.data.clone());
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
    for (double[] array : all) {
      out.putDoubles(array);
    }
  }

  void read(StateReader in) {
    for (double[] array : all) {
      in.getDoubles(array);
    }
  }
}
