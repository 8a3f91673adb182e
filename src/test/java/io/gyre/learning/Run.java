package io.gyre.learning;

import io.gyre.data.Fields;
import io.gyre.encoding.Encoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Learners on one memory, driven as a partition's fold drives them: every learner predicts, a new
 * class is added, the point enters the memory, every learner learns.
 */
final class Run {

  private final List<KindSettings> settings;
  private final int features;
  private final Encoder encoder;
  private int classes;
  private final Memory memory;
  private final List<Learner> learners = new ArrayList<>();
  private long labels;

  Run(int features, int classes, KindSettings... settings) {
    this(
        features,
        Encoder.ofFeatures(features),
        classes,
        new Memory(capacity(settings), features),
        settings);
  }

  private Run(int features, Encoder encoder, int classes, Memory memory, KindSettings... settings) {
    this.features = features;
    this.encoder = encoder;
    this.classes = classes;
    this.settings = List.of(settings);
    this.memory = memory;
    this.settings.forEach(s -> learners.add(s.create(encoder, classes, memory)));
  }

  private static int capacity(KindSettings... settings) {
    int capacity = 0;
    for (KindSettings each : settings) {
      capacity = Math.max(capacity, each.memory());
    }
    return capacity;
  }

  /** The first learner's probabilities. */
  double[] predict(double... x) {
    return predictBy(0, x);
  }

  double[] predictBy(int learner, double... x) {
    double[] probabilities = new double[classes];
    learners.get(learner).predict(x, probabilities);
    return probabilities;
  }

  /** Tells all learners a labelled point. */
  void learn(int label, double... x) {
    while (label >= classes) {
      addClass(1.0 / (labels + classes + 1), x);
    }
    if (encoder.learn(Fields.ofFeatures(x))) {
      learners.forEach(Learner::grow);
    }
    memory.add(x, label);
    labels++;
    learners.forEach(learner -> learner.learn(x, label));
  }

  /** A class appears, with a point that is not learned from yet; the first has probability 1. */
  void addClass(double probability, double... x) {
    double given = classes == 0 ? 1 : probability;
    learners.forEach(learner -> learner.addClass(x, given));
    classes++;
  }

  void flush() {
    learners.forEach(Learner::flush);
  }

  /** A run of learners made anew that takes over this one's state, and goes on by itself. */
  Run restored() {
    return restoredAs(settings.toArray(KindSettings[]::new));
  }

  private Encoder encoderRestored() {
    Encoder copy = new Encoder();
    States.restore(States.of(encoder.state()), copy.state().subList(0, 1));
    States.restore(States.of(encoder.state()), copy.state().subList(1, copy.state().size()));
    copy.complete();
    return copy;
  }

  /** As {@link #restored}, with other settings. */
  Run restoredAs(KindSettings... others) {
    Memory copy = new Memory(memory.capacity(), features);
    States.restore(States.of(memory.state()), copy.state());
    int needed = capacity(others);
    copy = needed > copy.capacity() ? copy.withCapacity(needed) : copy;
    Run run = new Run(features, encoderRestored(), classes, copy, others);
    run.labels = labels;
    for (int i = 0; i < learners.size(); i++) {
      States.restore(States.of(learners.get(i).state()), run.learners.get(i).state());
    }
    return run;
  }

  /** As {@link #restored}, of one learner, with others in place of the points it forgets. */
  Run withOlderPointsLost() {
    Memory copy = new Memory(memory.capacity(), features);
    double[] x = new double[features];
    long kept = memory.count() - learner().remembers();
    for (long number = 0; number < memory.count(); number++) {
      boolean lost = number < kept;
      for (int d = 0; d < features; d++) {
        x[d] = lost ? 1e9 * d - number : memory.value(number, d);
      }
      copy.add(x, lost ? 0 : memory.label(number));
    }
    Run run =
        new Run(features, encoderRestored(), classes, copy, settings.toArray(KindSettings[]::new));
    run.labels = labels;
    States.restore(States.of(learner().state()), run.learner().state());
    return run;
  }

  Encoder encoder() {
    return encoder;
  }

  int classes() {
    return classes;
  }

  Memory memory() {
    return memory;
  }

  Learner learner() {
    return learners.get(0);
  }

  Learner learner(int i) {
    return learners.get(i);
  }

  GradientLearner gradientLearner() {
    return (GradientLearner) learners.get(0);
  }
}
