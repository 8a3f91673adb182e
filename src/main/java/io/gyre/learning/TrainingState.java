package io.gyre.learning;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A model with the moments of its optimiser: all that a step changes. Not thread-safe.
 *
 * <p>The model has the weights of all columns, or {@link InputColumns} have them. A step then costs
 * what is active in its batch, and leaves the weights and the moments of all other columns alone.
 *
 * <p>A step that would make one of these numbers non-finite, or larger than 1e70 in magnitude, is
 * refused: nothing changes.
 */
final class TrainingState {

  /**
   * With a limit of the gradient and a rate up to here each, no number of steps leads out of bounds
   * from a finite gradient: no optimiser's step is longer than 100 times the rate and all limits so
   * far, and no moment larger than the sum of these or of their squares.
   */
  private static final double SMALL = 1e20;

  private final Model model;
  private final Optimiser optimiser;
  private final InputColumns columns; // null if the model has all
  private final FirstLayer firstLayer; // null if the model has all
  private final DMatrixRMaj[] matrices;
  private final int[] sizes; // by parameter
  private final double[][] parameters;
  private final double[][] gradients;
  private final double[][][] moments; // by parameter
  private final double[][] all; // the parameters, then the moments

  /** What the present batch's steps change: active columns, then the model's parameters. */
  private int changing;

  private int[] changingSizes = {};
  private double[][] changed = {};
  private double[][] slopes = {};
  private double[][][] changedMoments = {};
  private double[][] backup = {}; // of each what it was, then its moments

  /** Makes the state of a model that has the weights of all columns. */
  TrainingState(Model model, Optimiser optimiser) {
    this(model, optimiser, null);
  }

  /**
   * @param columns those that stand for the model's first parameter; null if it has all
   */
  TrainingState(Model model, Optimiser optimiser, InputColumns columns) {
    this.model = model;
    this.optimiser = optimiser;
    this.columns = columns;
    firstLayer = columns == null ? null : new FirstLayer(columns, model.l2());
    matrices = model.parameters();
    int count = matrices.length;
    sizes = new int[count];
    parameters = new double[count][];
    gradients = new double[count][];
    moments = new double[count][optimiser.moments()][];
    all = new double[count * (1 + optimiser.moments())][];
    for (int i = 0; i < count; i++) {
      sizes[i] = matrices[i].getNumElements();
      parameters[i] = matrices[i].data;
      gradients[i] = model.gradients()[i].data;
      all[i] = parameters[i];
      for (int m = 0; m < moments[i].length; m++) {
        moments[i][m] = new double[sizes[i]];
        all[(m + 1) * count + i] = moments[i][m];
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
    return columns == null ? matrices[0].get(row, column) : columns.weights(column)[row];
  }

  /** Null if the model has all columns. */
  InputColumns columns() {
    return columns;
  }

  /** The model's parameters, then the moments; live, not copies. */
  double[][] all() {
    return all;
  }

  /** Prepares for the steps on a batch. */
  void begin(Batch batch) {
    if (columns == null) {
      if (changing == 0) {
        reserve(sizes.length);
        changeModel(0);
      }
      return;
    }
    firstLayer.begin(batch);
    int active = batch.columnCount();
    reserve(active + sizes.length);
    changing = 0;
    for (int i = 0; i < active; i++) {
      int column = batch.columns()[i];
      changes(
          columns.rows(), columns.weights(column), firstLayer.gradient(i), columns.moments(column));
    }
    changeModel(1);
  }

  private void changeModel(int from) {
    for (int i = from; i < sizes.length; i++) {
      changes(sizes[i], parameters[i], gradients[i], moments[i]);
    }
  }

  private void reserve(int most) {
    if (changed.length < most) {
      changingSizes = new int[2 * most];
      changed = new double[2 * most][];
      slopes = new double[2 * most][];
      changedMoments = new double[2 * most][][];
    }
  }

  private void changes(int size, double[] numbers, double[] gradient, double[][] ofMoments) {
    changingSizes[changing] = size;
    changed[changing] = numbers;
    slopes[changing] = gradient;
    changedMoments[changing++] = ofMoments;
  }

  /**
   * Computes the gradient of the batch, and makes step t, unless that would go out of bounds.
   *
   * @param batch that of {@link #begin}
   * @param settings of them the learning rate and the limit of the gradient's norm
   * @return whether the step was made
   */
  boolean step(Batch batch, TrainingSettings settings, long t) {
    if (columns == null) {
      model.gradient(batch.x(), batch.labels());
    } else {
      double[][] z = firstLayer.sums(batch, firstBiases());
      model.gradientOf(z, batch.size(), batch.labels(), firstLayer.dz());
      firstLayer.computeGradients(batch);
    }
    double clipNorm = settings.clipNorm();
    boolean finite = GradientClipping.limit(slopes, changingSizes, changing, clipNorm);
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
      optimiser.step(changingSizes[i], changed[i], slopes[i], changedMoments[i], t);
    }
  }

  private boolean withinBounds() {
    for (int i = 0; i < changing; i++) {
      boolean within = withinBounds(changed[i], changingSizes[i]);
      // Moments are bounded as well: Adam's second is at most a square.
      for (double[] moment : changedMoments[i]) {
        within &= withinBounds(moment, changingSizes[i]);
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
        if (kept == null || kept.length < changingSizes[i]) {
          kept = new double[changingSizes[i]];
          backup[i * each + a] = kept;
        }
        System.arraycopy(array(i, a), 0, kept, 0, changingSizes[i]);
      }
    }
  }

  private void undo() {
    int each = 1 + optimiser.moments();
    for (int i = 0; i < changing; i++) {
      for (int a = 0; a < each; a++) {
        System.arraycopy(backup[i * each + a], 0, array(i, a), 0, changingSizes[i]);
      }
    }
  }

  /** What changes, then its moments. */
  private double[] array(int i, int a) {
    return a == 0 ? changed[i] : changedMoments[i][a - 1];
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
    int after = larger.features();
    for (int c = 0; c < after; c++) {
      for (int m = 0; m < drawn.rows(); m++) {
        next.parameters[0][m * after + c] = drawn.weights(c)[m];
      }
    }
    carryColumns(next, model.features());
    return next;
  }

  /**
   * Returns these weights for the first columns alone, for a model that has all of them.
   *
   * @param smaller a model of fewer columns, overwritten
   */
  TrainingState withFirstColumns(Model smaller) {
    TrainingState next = new TrainingState(smaller, optimiser);
    carryColumns(next, smaller.features());
    return next;
  }

  /** Copies all numbers to another state, of the first parameter those of n columns. */
  private void carryColumns(TrainingState next, int n) {
    int before = model.features();
    int after = next.model.features();
    for (int i = 0; i < all.length; i++) {
      if (i % sizes.length > 0) {
        System.arraycopy(all[i], 0, next.all[i], 0, sizes[i % sizes.length]);
      } else {
        for (int m = 0; m < firstRows(); m++) {
          System.arraycopy(all[i], m * before, next.all[i], m * after, n);
        }
      }
    }
  }

  /** The parameters by their names: weights as matrices, biases as arrays. */
  List<Learned> learned() {
    List<Learned> all = new ArrayList<>();
    List<String> names = model.names();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      DMatrixRMaj matrix = matrices[i];
      if (i == 0 && columns != null) {
        all.add(new Learned(name, (long) firstRows() * columns.columns(), columns::weights));
      } else if (name.startsWith("w")) {
        all.add(new Learned(name, sizes[i], () -> rows(matrix)));
      } else {
        all.add(Learned.of(name, Arrays.copyOf(matrix.data, sizes[i])));
      }
    }
    return all;
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
        out.putDoubles(all[i], 0, sizes[i % sizes.length]);
      }
    }
  }

  void read(StateReader in) {
    for (int i = 0; i < all.length; i++) {
      if (i % sizes.length == 0 && columns != null) {
        columns.read(i / sizes.length, in);
      } else {
        in.getDoubles(all[i], sizes[i % sizes.length]);
      }
    }
  }
}
