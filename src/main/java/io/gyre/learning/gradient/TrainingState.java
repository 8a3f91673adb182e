package io.gyre.learning.gradient;

import io.gyre.encoding.GrowingArrays;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.optimiser.GradientClipping;
import io.gyre.learning.optimiser.Optimiser;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model and its first layer with the optimiser's moments: all numbers that a step changes. A step
 * touches only the columns that are active in its batch. A step that would make one of the numbers
 * non-finite, or larger than 1e70 in magnitude, is refused: nothing changes. Not thread-safe.
 */
public final class TrainingState {

  /**
   * With gradients and a rate up to here, no number of steps leads out of bounds: no optimiser's
   * step is longer than 100 times the rate and all norms so far, and no moment larger than the sum
   * of these or of their squares.
   */
  private static final double SMALL = 1e20;

  private final GradientModel model;
  private final FirstLayer firstLayer;
  private final Optimiser optimiser;
  private final double[][][] arrays; // each parameter but the first layer's, then its moments

  /** The numbers that the batch's steps change: active columns, then the model's parameters. */
  private int changing;

  private double[][][] changed = {}; // the parameters, then their moments, of each
  private double[][] parameters = {}; // of each
  private double[][] slopes = {}; // the gradient of each
  private double[][] columnSlopes = {};
  private double[][][] backup = {}; // what each was
  private boolean byUnit;

  TrainingState(GradientModel model, FirstLayer firstLayer, Optimiser optimiser) {
    this.model = model;
    this.firstLayer = firstLayer;
    this.optimiser = optimiser;
    arrays = new double[model.parameters().length][1 + optimiser.moments()][];
    for (int i = 0; i < arrays.length; i++) {
      int size = model.parameters()[i].length;
      Arrays.setAll(arrays[i], a -> new double[size]);
      arrays[i][0] = model.parameters()[i];
    }
  }

  public GradientModel model() {
    return model;
  }

  public FirstLayer firstLayer() {
    return firstLayer;
  }

  public double[] firstBiases() {
    return arrays[0][0];
  }

  void begin(Batch batch) {
    int active = batch.columnCount();
    int count = active + arrays.length;
    byUnit = batch.hasAll() && batch.size > firstLayer.units();
    if (batch.hasAll() && count == changing) {
      return; // the same columns: all are active, and columns are only added here
    }
    changing = count;
    changed = GrowingArrays.of(changed, count);
    parameters = GrowingArrays.of(parameters, count);
    slopes = GrowingArrays.of(slopes, count);
    columnSlopes = GrowingArrays.of(columnSlopes, active, firstLayer.units());
    for (int i = 0; i < count; i++) {
      boolean column = i < active;
      changed[i] = column ? firstLayer.arrays(batch.columns[i]) : arrays[i - active];
      parameters[i] = changed[i][0];
      slopes[i] = column ? columnSlopes[i] : model.gradients()[i - active];
    }
  }

  /** Computes the gradient of the batch, that of {@link #begin}. */
  public void computeGradient(Batch batch) {
    double[][] z = firstLayer.sums(batch, parameters, firstBiases(), byUnit);
    double[][] dz = model.gradient(z, batch.size, batch.labels, byUnit);
    firstLayer.computeGradients(batch, parameters, dz, byUnit, slopes);
  }

  /** Returns the gradient of an active column's weights, M numbers, by its place in the batch. */
  public double[] gradient(int place) {
    return slopes[place];
  }

  /**
   * Computes the gradient of the batch, and makes step t, unless that would go out of bounds.
   *
   * @param batch that of {@link #begin}
   * @param settings of them the learning rate and the limit of the gradient's norm
   * @return whether the step was made
   */
  boolean step(Batch batch, TrainingSettings settings, long t) {
    computeGradient(batch);
    double norm = GradientClipping.limit(slopes, changing, settings.clipNorm());
    if (!Double.isFinite(norm)) {
      return false;
    }
    boolean bounded = norm <= SMALL && settings.learningRate() <= SMALL;
    if (!bounded) {
      keep();
    }
    for (int i = 0; i < changing; i++) {
      optimiser.step(changed[i], slopes[i], t);
    }
    if (bounded || withinBounds()) {
      return true;
    }
    for (int i = 0; i < changing; i++) {
      copy(backup[i], changed[i], parameters[i].length);
    }
    return false;
  }

  private boolean withinBounds() {
    for (int i = 0; i < changing; i++) {
      // Moments are bounded as well: Adam's second is at most a square.
      for (double[] array : changed[i]) {
        for (double number : array) {
          // False for NaN too.
          if (!(Math.abs(number) <= Scaler.MAX_MAGNITUDE)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private void keep() {
    backup = GrowingArrays.of(backup, changing);
    for (int i = 0; i < changing; i++) {
      int size = parameters[i].length;
      if (backup[i] == null || backup[i][0].length < size) {
        backup[i] = new double[changed[i].length][size];
      }
      copy(changed[i], backup[i], size);
    }
  }

  private static void copy(double[][] from, double[][] to, int size) {
    for (int a = 0; a < from.length; a++) {
      System.arraycopy(from[a], 0, to[a], 0, size);
    }
  }

  /** Returns these weights for one class more, whose weights are 0 except its bias. */
  TrainingState withClass(double bias) {
    int classes = model.classes();
    GradientModel larger =
        new GradientModel(model.isLinear() ? 0 : model.units(), classes + 1, firstLayer.l2());
    FirstLayer carried = model.isLinear() ? firstLayer.withClass(classes) : firstLayer;
    TrainingState next = new TrainingState(larger, carried, optimiser);
    for (int i = 0; i < arrays.length; i++) {
      // The biases of hidden units are the same.
      int known = i < arrays.length - 2 ? 0 : classes;
      for (int a = 0; a <= optimiser.moments(); a++) {
        GradientModel.carry(array(i, a), array(i, a).length, known, next.array(i, a));
      }
    }
    double[] biases = next.array(arrays.length - 1, 0);
    if (biases.length > 0) {
      biases[biases.length - 1] = bias;
    }
    return next;
  }

  /** Returns the parameters by their names: weights as matrices, biases as arrays. */
  List<LearnedPart> learned() {
    List<LearnedPart> all = new ArrayList<>();
    int layer = model.isLinear() ? 2 : 1;
    long numbers = (long) firstLayer.units() * firstLayer.columns();
    all.add(new LearnedPart("w" + layer, numbers, firstLayer::weights));
    all.add(LearnedPart.of("b" + layer, firstBiases().clone()));
    if (!model.isLinear()) {
      double[] w2 = array(1, 0);
      all.add(new LearnedPart("w2", w2.length, () -> rows(w2, model.units())));
      all.add(LearnedPart.of("b2", array(2, 0).clone()));
    }
    return all;
  }

  private static double[][] rows(double[] array, int length) {
    double[][] rows = new double[array.length / length][];
    Arrays.setAll(rows, r -> Arrays.copyOfRange(array, r * length, (r + 1) * length));
    return rows;
  }

  /**
   * Writes the parameters, then the moments.
   *
   * @param byRow whether the first layer's weights are written row by row
   */
  void write(boolean byRow, StateWriter out) {
    for (int a = 0; a <= optimiser.moments(); a++) {
      firstLayer.write(a, byRow, out);
      for (double[][] each : arrays) {
        out.putDoubles(each[a]);
      }
    }
  }

  void read(boolean byRow, StateReader in) {
    for (int a = 0; a <= optimiser.moments(); a++) {
      firstLayer.read(a, byRow, in);
      for (double[][] each : arrays) {
        in.getDoubles(each[a]);
      }
    }
  }

  /** Returns a parameter, or one of its moments; live. */
  public double[] array(int parameter, int a) {
    return arrays[parameter][a];
  }
}
