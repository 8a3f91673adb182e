package io.gyre.learning;

import io.gyre.GyreException;
import java.util.Arrays;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * A model that learns from one point after the other.
 *
 * <p>{@link #logit} predicts and changes nothing. {@link #learn} takes a labelled point into the
 * memory; when the batch is full, the batch and the points sampled to join it are stepped on.
 * {@link #flush} steps on what is pending. In the steady state none of them allocates.
 *
 * <p>A step that would make a parameter or a moment non-finite, or larger than 1e70 in magnitude,
 * is refused: parameters and optimiser stay as they were, the rest of the batch's steps are
 * skipped, and its points are not sampled again.
 *
 * <p>The state is {@link #counters()}, {@link #arrays()} and {@link #memory()}, and nothing else: a
 * learner restored from them goes on bit for bit as the first. Not thread-safe.
 */
public final class OnlineLearner {

  /** The part of the state that is whole numbers; the other parts hold the rest. */
  public record Counters(long step, long refused, int pending, long labelled, long scaled) {}

  /** Between these a sum of squares has lost nothing to overflow or underflow. */
  private static final double TINY = 1e-200;

  private static final double HUGE = 1e300;

  private final LearnerSettings settings;
  private final Model model;
  private final Optimiser optimiser;
  private final Scaler scaler;
  private final ReplayMemory memory;

  private final DMatrixRMaj[] parameters;
  private final DMatrixRMaj[] gradients;
  private final double[][] arrays;
  private final double[][] stepped;
  private final double[][] backup;

  private final double[] scaled; // D
  private int[] slots; // of the joined batch
  private final DMatrixRMaj x; // D×(B + replayed)
  private final DMatrixRMaj y; // 1×(B + replayed)
  private int joined;

  private long step;
  private long refused;
  private int pending;

  /**
   * Makes a learner at step 0.
   *
   * @param features D, 1 or more
   * @throws GyreException when an array would need more numbers than Java's arrays hold
   */
  public OnlineLearner(LearnerSettings settings, int features) {
    this.settings = settings;
    checkSize("hidden", settings.hidden(), features);
    checkSize("memory", settings.memory(), features);
    checkSize("batch plus replay", settings.batch() + settings.replay(), features);
    model = Model.of(settings, features);
    parameters = model.parameters();
    gradients = model.gradients();
    optimiser = new Optimiser(settings, parameters);
    scaler = new Scaler(settings, features);
    memory = new ReplayMemory(settings.memory(), features);
    stepped = concat(data(parameters), optimiser.moments());
    backup = Arrays.stream(stepped).map(double[]::clone).toArray(double[][]::new);
    arrays = concat(stepped, scaler.arrays());
    int columns = settings.batch() + settings.replay();
    scaled = new double[features];
    slots = new int[columns];
    x = new DMatrixRMaj(features, columns);
    y = new DMatrixRMaj(1, columns);
  }

  private void checkSize(String field, int rows, int features) {
    int most = Integer.MAX_VALUE / features;
    if (rows > most) {
      throw new GyreException(
          String.format(
              Locale.ROOT,
              "learner \"%s\": %s is %d, expected at most %d with %d features",
              settings.name(),
              field,
              rows,
              most,
              features));
    }
  }

  /** The settings that this learner was made with. */
  public LearnerSettings settings() {
    return settings;
  }

  /** The model; live. */
  public Model model() {
    return model;
  }

  /** The scaler; live. */
  public Scaler scaler() {
    return scaler;
  }

  /** The memory; live. */
  public ReplayMemory memory() {
    return memory;
  }

  /** Steps made since the beginning, the refused ones not counted: the model's version. */
  public long step() {
    return step;
  }

  /** Steps refused since the beginning. */
  public long refused() {
    return refused;
  }

  /** Labelled points that wait for their batch to be full. */
  public int pending() {
    return pending;
  }

  /**
   * Computes the logit of a point under the present parameters; changes nothing.
   *
   * @param features D finite numbers, not modified
   * @return z, finite; the probability of label 1 is {@link CrossEntropy#sigmoid}(z)
   */
  public double logit(double[] features) {
    for (int d = 0; d < scaled.length; d++) {
      scaled[d] = scaler.scale(d, features[d]);
    }
    return model.logit(scaled);
  }

  /**
   * Takes a labelled point, and steps when it fills the batch.
   *
   * @param features D finite numbers, copied
   * @param label 0 or 1
   * @return whether a batch was stepped on, successfully or not
   */
  public boolean learn(double[] features, int label) {
    if (label < 0) {
      throw new IllegalArgumentException("a point without a label cannot be learned from");
    }
    memory.add(features, label);
    pending++;
    return pending >= settings.batch() && flush();
  }

  /**
   * Steps on the pending points, however few.
   *
   * @return whether there were any
   */
  public boolean flush() {
    if (pending == 0) {
      return false;
    }
    scaler.update(memory, pending);
    join();
    pending = 0;
    for (int i = 0; i < settings.steps(); i++) {
      model.gradient(x, y);
      clipGradient();
      if (!tryStep()) {
        break;
      }
    }
    return true;
  }

  /** The slots of the last joined batch, in its order: the first {@link #joined()} are valid. */
  public int[] joinedSlots() {
    return slots;
  }

  /** The number of points of the last joined batch. */
  public int joined() {
    return joined;
  }

  /** Fills x and y with the pending points, scaled, and those sampled to join them. */
  private void join() {
    for (int i = 0; i < pending; i++) {
      slots[i] = memory.slot(memory.count() - pending + i);
    }
    joined = memory.sample(settings.seed(), slots, pending, settings.replay());
    x.reshape(scaled.length, joined);
    y.reshape(1, joined);
    for (int d = 0, i = 0; d < scaled.length; d++) {
      for (int j = 0; j < joined; j++, i++) {
        x.data[i] = memory.feature(slots[j], d);
      }
      scaler.scale(d, x.data, d * joined, joined);
    }
    for (int j = 0; j < joined; j++) {
      y.data[j] = memory.label(slots[j]);
    }
  }

  /** g ← g · min(1, clipNorm / ‖g‖), over all parameters together (Pascanu et al. 2013). */
  private void clipGradient() {
    if (settings.clipNorm() == 0) {
      return;
    }
    double squares = 0;
    for (DMatrixRMaj gradient : gradients) {
      squares += Loops.dot(gradient.data.length, gradient.data, 0, gradient.data, 0);
    }
    if (squares > TINY && squares < HUGE) {
      scaleGradient(Math.sqrt(squares), 1);
    } else {
      clipExtremeGradient();
    }
  }

  /** ‖g‖ = largest · √Σ(g / largest)², whose squares neither overflow nor vanish. */
  private void clipExtremeGradient() {
    double largest = largestGradient();
    if (largest == 0) {
      return;
    }
    double sum = 0;
    for (DMatrixRMaj gradient : gradients) {
      for (double g : gradient.data) {
        sum += (g / largest) * (g / largest);
      }
    }
    scaleGradient(Math.sqrt(sum), largest);
  }

  /** Scales the gradient to clipNorm if its norm, root·unit, is larger. */
  private void scaleGradient(double root, double unit) {
    if (unit * root > settings.clipNorm()) {
      double factor = settings.clipNorm() / unit / root;
      for (DMatrixRMaj gradient : gradients) {
        for (int i = 0; i < gradient.data.length; i++) {
          gradient.data[i] *= factor;
        }
      }
    }
  }

  private double largestGradient() {
    double largest = 0;
    for (DMatrixRMaj gradient : gradients) {
      for (double g : gradient.data) {
        largest = Math.max(largest, Math.abs(g));
      }
    }
    return largest;
  }

  /** Makes one step, or undoes it and bars the batch's points when it went out of bounds. */
  private boolean tryStep() {
    copy(stepped, backup);
    optimiser.step(parameters, gradients, step + 1);
    if (withinBounds(stepped)) {
      step++;
      return true;
    }
    copy(backup, stepped);
    refused++;
    for (int j = 0; j < joined; j++) {
      memory.exclude(slots[j]);
    }
    return false;
  }

  private static boolean withinBounds(double[][] values) {
    for (double[] array : values) {
      for (double value : array) {
        // False for NaN too. Moments are bounded as well: Adam's second is at most a square.
        if (!(Math.abs(value) <= Scaler.MAX_MAGNITUDE)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The counters of the state. */
  public Counters counters() {
    return new Counters(step, refused, pending, memory.count(), scaler.count());
  }

  /**
   * The arrays of the state: parameters, moments of the optimiser, mean and squares of the scaler;
   * live, not copies, always of the same number and lengths for the same settings and D.
   */
  public double[][] arrays() {
    return arrays;
  }

  /**
   * Sets the counters; {@link #arrays()} and {@link #memory()} are filled by the caller, before or
   * after.
   */
  public void restore(Counters counters) {
    step = counters.step();
    refused = counters.refused();
    pending = counters.pending();
    // More than a batch, if that setting has been lowered since; matrices grow when reshaped.
    slots = new int[Math.max(pending + 1, settings.batch()) + settings.replay()];
    memory.restoreCount(counters.labelled());
    scaler.restoreCount(counters.scaled());
  }

  private static double[][] data(DMatrixRMaj[] matrices) {
    return Arrays.stream(matrices).map(matrix -> matrix.data).toArray(double[][]::new);
  }

  private static double[][] concat(double[][] first, double[][] second) {
    double[][] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static void copy(double[][] from, double[][] to) {
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(from[i], 0, to[i], 0, from[i].length);
    }
  }
}
