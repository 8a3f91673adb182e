package io.gyre.learning.gradient;

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
 * A model and its first layer with the moments of their optimiser: all that a step changes. Not
 * thread-safe.
 *
 * <p>A step costs what is active in its batch, and leaves the weights and the moments of all other
 * columns alone.
 *
 * <p>A step that would make one of these numbers non-finite, or larger than 1e70 in magnitude, is
 * refused: nothing changes.
 */
public final class TrainingState {

  /**
   * With a limit of the gradient and a rate up to here each, no number of steps leads out of bounds
   * from a finite gradient: no optimiser's step is longer than 100 times the rate and all limits so
   * far, and no moment larger than the sum of these or of their squares.
   */
  private static final double SMALL = 1e20;

  private final GradientModel model;
  private final FirstLayer firstLayer;
  private final Optimiser optimiser;
  private final double[][] parameters; // but the first layer's weights
  private final double[][][] moments; // of these

  /** What the present batch's steps change: active columns, then the model's parameters. */
  private int changing;

  private int[] sizes = {};
  private double[][] changed = {};
  private double[][] slopes = {};
  private double[][][] changedMoments = {};
  private double[][] backup = {}; // of each what it was, then its moments

  TrainingState(GradientModel model, FirstLayer firstLayer, Optimiser optimiser) {
    this.model = model;
    this.firstLayer = firstLayer;
    this.optimiser = optimiser;
    parameters = model.parameters();
    moments = new double[parameters.length][][];
    Arrays.setAll(moments, i -> new double[optimiser.moments()][parameters[i].length]);
  }

  public GradientModel model() {
    return model;
  }

  public FirstLayer firstLayer() {
    return firstLayer;
  }

  /** The first layer's biases; live. */
  public double[] firstBiases() {
    return parameters[0];
  }

  /**
   * Computes the logits of one point, or its probabilities.
   *
   * @param sums M numbers, overwritten
   */
  void logits(InputColumns inputs, double[] row, double[] sums, double[] z) {
    firstLayer.sum(inputs, row, firstBiases(), sums);
    model.logits(sums, z);
  }

  /** Computes the probabilities of one point, as {@link #logits} does its logits. */
  void probabilities(InputColumns inputs, double[] row, double[] sums, double[] p) {
    firstLayer.sum(inputs, row, firstBiases(), sums);
    model.probabilities(sums, p);
  }

  /** Prepares for the steps on a batch. */
  void begin(Batch batch) {
    firstLayer.begin(batch);
    int active = batch.columnCount();
    int most = active + parameters.length;
    if (changed.length < most) {
      sizes = new int[2 * most];
      changed = new double[2 * most][];
      slopes = new double[2 * most][];
      changedMoments = new double[2 * most][][];
    }
    changing = 0;
    for (int i = 0; i < active; i++) {
      int column = batch.columns()[i];
      change(
          firstLayer.active(i),
          firstLayer.gradient(i),
          firstLayer.units(),
          firstLayer.moments(column));
    }
    for (int i = 0; i < parameters.length; i++) {
      change(parameters[i], model.gradients()[i], parameters[i].length, moments[i]);
    }
  }

  private void change(double[] numbers, double[] gradient, int size, double[][] ofMoments) {
    sizes[changing] = size;
    changed[changing] = numbers;
    slopes[changing] = gradient;
    changedMoments[changing++] = ofMoments;
  }

  /** Computes the gradient of the batch, that of {@link #begin}. */
  public void computeGradient(Batch batch) {
    double[][] z = firstLayer.sums(batch, firstBiases());
    double[][] dz = model.gradient(z, batch.size(), batch.labels(), firstLayer.byUnit());
    firstLayer.computeGradients(batch, dz);
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
    double clipNorm = settings.clipNorm();
    boolean finite = GradientClipping.limit(slopes, sizes, changing, clipNorm);
    if (clipNorm > 0 && clipNorm <= SMALL && settings.learningRate() <= SMALL) {
      if (finite) {
        move(t);
      }
      return finite;
    }
    keep();
    move(t);
    if (withinBounds()) {
      return true;
    }
    undo();
    return false;
  }

  private void move(long t) {
    for (int i = 0; i < changing; i++) {
      optimiser.step(sizes[i], changed[i], slopes[i], changedMoments[i], t);
    }
  }

  private boolean withinBounds() {
    for (int i = 0; i < changing; i++) {
      boolean within = withinBounds(changed[i], sizes[i]);
      // Moments are bounded as well: Adam's second is at most a square.
      for (double[] moment : changedMoments[i]) {
        within &= withinBounds(moment, sizes[i]);
      }
      if (!within) {
        return false;
      }
    }
    return true;
  }

  private static boolean withinBounds(double[] array, int n) {
    for (int k = 0; k < n; k++) {
      // False for NaN too.
      if (!(Math.abs(array[k]) <= Scaler.MAX_MAGNITUDE)) {
        return false;
      }
    }
    return true;
  }

  private void keep() {
    int each = 1 + optimiser.moments();
    if (backup.length < changing * each) {
      backup = Arrays.copyOf(backup, 2 * changing * each);
    }
    for (int i = 0; i < changing; i++) {
      for (int a = 0; a < each; a++) {
        double[] kept = backup[i * each + a];
        if (kept == null || kept.length < sizes[i]) {
          kept = new double[sizes[i]];
          backup[i * each + a] = kept;
        }
        System.arraycopy(changing(i, a), 0, kept, 0, sizes[i]);
      }
    }
  }

  private void undo() {
    int each = 1 + optimiser.moments();
    for (int i = 0; i < changing; i++) {
      for (int a = 0; a < each; a++) {
        System.arraycopy(backup[i * each + a], 0, changing(i, a), 0, sizes[i]);
      }
    }
  }

  /** What changes, then its moments. */
  private double[] changing(int i, int a) {
    return a == 0 ? changed[i] : changedMoments[i][a - 1];
  }

  /** Returns these weights for one class more, whose own are 0 but for its bias. */
  TrainingState withClass(double bias) {
    int classes = model.classes();
    GradientModel larger =
        new GradientModel(model.isLinear() ? 0 : model.units(), classes + 1, firstLayer.l2());
    FirstLayer carried = model.isLinear() ? firstLayer.withClass(classes) : firstLayer;
    TrainingState next = new TrainingState(larger, carried, optimiser);
    for (int i = 0; i < parameters.length; i++) {
      for (int a = 0; a <= optimiser.moments(); a++) {
        double[] from = array(i, a);
        // The biases of hidden units are the same.
        int known = i < parameters.length - 2 ? 0 : classes;
        GradientModel.carry(from, from.length, known, next.array(i, a));
      }
    }
    double[] biases = next.parameters[parameters.length - 1];
    if (biases.length > 0) {
      biases[biases.length - 1] = bias;
    }
    return next;
  }

  /** The parameters by their names: weights as matrices, biases as arrays. */
  List<LearnedPart> learned() {
    List<LearnedPart> all = new ArrayList<>();
    List<String> names = model.names();
    long numbers = (long) firstLayer.units() * firstLayer.columns();
    all.add(new LearnedPart(names.get(0), numbers, firstLayer::weights));
    for (int i = 0; i < parameters.length; i++) {
      String name = names.get(i + 1);
      double[] array = parameters[i];
      all.add(
          name.startsWith("w")
              ? new LearnedPart(name, array.length, () -> rows(array, model.units()))
              : LearnedPart.of(name, array.clone()));
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
      for (int i = 0; i < parameters.length; i++) {
        out.putDoubles(array(i, a));
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  void read(boolean byRow, StateReader in) {
    for (int a = 0; a <= optimiser.moments(); a++) {
      firstLayer.read(a, byRow, in);
      for (int i = 0; i < parameters.length; i++) {
        in.getDoubles(array(i, a));
      }
    }
  }

  /** A parameter, or one of its moments; live. */
  public double[] array(int parameter, int a) {
    return a == 0 ? parameters[parameter] : moments[parameter][a - 1];
  }
}
