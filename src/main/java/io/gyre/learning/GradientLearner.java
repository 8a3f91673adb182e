package io.gyre.learning;

import io.gyre.data.Point;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.List;
import java.util.Map;

/**
 * A {@link Model} that learns by steps along its gradient.
 *
 * <p>{@link #learn} counts a point as pending; when the batch is full, the pending points and those
 * sampled to join them are stepped on. {@link #flush} steps on what is pending. In the steady state
 * none of them allocates. As long as there are fewer than two classes, only the scaler learns.
 *
 * <p>When a step is refused (see {@link TrainingState}), the rest of the batch's steps are skipped,
 * and its points are not sampled again.
 */
final class GradientLearner implements Learner {

  private final GradientSettings settings;
  private final TrainingSettings training;
  private final Memory memory;
  private final Optimiser optimiser;
  private final Scaler scaler;
  private final ExcludedPoints excluded = new ExcludedPoints();
  private final Batch batch;
  private final double[] scaled; // D
  private final TrainingProgress progress = new TrainingProgress();
  private final ModelPart modelPart = new ModelPart();

  private TrainingState weights;
  private int classes; // K, of the weights

  /**
   * Makes a learner at step 0.
   *
   * @param features D, 1 or more
   * @param classes K, 0 or more
   * @param memory holds R points or more
   */
  GradientLearner(GradientSettings settings, int features, int classes, Memory memory) {
    this.settings = settings;
    this.memory = memory;
    training = settings.training();
    if (memory.capacity() < training.memory() || memory.features() != features) {
      throw new IllegalArgumentException(
          "memory: found %d points of %d features, expected %d of %d at least"
              .formatted(memory.capacity(), memory.features(), training.memory(), features));
    }
    optimiser = Optimisers.of(training);
    scaler = new Scaler(training, features);
    batch = new Batch(features);
    scaled = new double[features];
    use(fresh(classes));
  }

  private TrainingState fresh(int newClasses) {
    return new TrainingState(settings.model(scaled.length, newClasses), optimiser);
  }

  private void use(TrainingState newWeights) {
    weights = newWeights;
    classes = weights.model().classes();
  }

  @Override
  public void predict(Point point, double[] probabilities) {
    weights.model().probabilities(scale(point), probabilities);
  }

  private double[] scale(Point point) {
    for (int d = 0; d < scaled.length; d++) {
      scaled[d] = scaler.scale(d, point.features()[d]);
    }
    return scaled;
  }

  @Override
  public void learn(Point point, int label) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "label: found %d, expected one of %d classes".formatted(label, classes));
    }
    if (progress.addPending() >= training.batch()) {
      flush();
    }
  }

  @Override
  public void flush() {
    int held = held();
    int points = Math.min(progress.takePending(), held);
    if (points == 0) {
      return;
    }
    scaler.update(memory, held, points);
    if (classes > 1) {
      excluded.dropBefore(memory.count() - held);
      batch.gather(memory, held, points, training, excluded, scaler);
      stepOnBatch();
    }
  }

  /** How many of the memory's newest points are this learner's R. */
  private int held() {
    return (int) Math.min(training.memory(), memory.count() - memory.oldest());
  }

  private void stepOnBatch() {
    for (int i = 0; i < training.steps(); i++) {
      if (!weights.step(batch, training.clipNorm(), progress.step() + 1)) {
        progress.refuse();
        for (int j = 0; j < batch.size(); j++) {
          excluded.add(batch.number(j));
        }
        return;
      }
      progress.advance();
      modelPart.changes++;
    }
  }

  /** b = ln Σ e^zⱼ + ln(q / (1 − q)) gives the new class the probability q at that point. */
  @Override
  public void addClass(Point point, double probability) {
    double bias = 0;
    if (classes > 0) {
      if (!(probability > 0 && probability < 1)) {
        throw new IllegalArgumentException(
            "probability of a new class: found %s, expected a number between 0 and 1"
                .formatted(probability));
      }
      double[] z = new double[classes];
      weights.model().logits(scale(point), z);
      bias = Softmax.logSum(z, classes);
      bias += StrictMath.log(probability) - StrictMath.log1p(-probability);
      bias = Scaler.bounded(bias, Scaler.MAX_MAGNITUDE);
    }
    use(weights.carriedTo(settings.model(scaled.length, classes + 1), bias));
    modelPart.changes++;
  }

  @Override
  public long step() {
    return progress.step();
  }

  @Override
  public long refused() {
    return progress.refused();
  }

  /** Labelled points that wait for their batch to be full. */
  int pending() {
    return progress.pending();
  }

  TrainingState weights() {
    return weights;
  }

  Scaler scaler() {
    return scaler;
  }

  ExcludedPoints excluded() {
    return excluded;
  }

  Batch batch() {
    return batch;
  }

  @Override
  public int remembers() {
    int held = held();
    int pending = Math.min(progress.pending(), held);
    // The next update is of one point more at least.
    boolean all = training.replay() > 0 || scaler.warmingUp(held + 1, pending + 1);
    return all ? held : pending;
  }

  @Override
  public void skip() {
    progress.takePending();
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> all = weights.parameters();
    if (scaler.standardises()) {
      all.put("scaling", scaler.parameters());
    }
    return all;
  }

  @Override
  public List<StatePart> state() {
    return scaler.standardises()
        ? List.of(progress, modelPart, excluded, scaler)
        : List.of(progress, modelPart, excluded);
  }

  /** What changes with every step: K, the parameters and the moments. */
  private final class ModelPart implements StatePart {

    private long changes;

    @Override
    public String name() {
      return "model";
    }

    @Override
    public long changes() {
      return changes;
    }

    @Override
    public void write(StateWriter out) {
      out.putInt(classes);
      weights.write(out);
    }

    @Override
    public void read(StateReader in, int version) {
      int stored = in.getInt();
      long numbers = stored < 0 ? -1 : settings.parameters(scaled.length, stored);
      numbers *= 1 + optimiser.moments();
      if (in.remaining() != numbers * Double.BYTES) {
        throw new DamagedStateException(
            "%d bytes of parameters and moments, expected %d numbers for %d classes"
                .formatted(in.remaining(), numbers, stored));
      }
      if (stored != classes) {
        use(fresh(stored));
      }
      weights.read(in);
    }
  }
}
