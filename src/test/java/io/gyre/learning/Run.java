package io.gyre.learning;

import io.gyre.data.Fields;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.blend.LabelChainSettings;
import io.gyre.learning.blend.PriorSettings;
import io.gyre.learning.gradient.GradientLearner;
import io.gyre.learning.memory.Memory;
import io.gyre.state.StatePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Learners on one memory, driven as a partition's fold drives them: every learner predicts, a new
 * class is added, the point enters the memory, every learner learns.
 */
public final class Run {

  private static final List<KindSettings> MIXED =
      List.of(new PriorSettings(0.999), new LabelChainSettings(0.9), new PriorSettings(0.5));

  private final List<KindSettings> settings;
  private final Encoder encoder;
  private int classes;
  private final Memory memory;
  private final Shared shared;
  private final List<Learner> learners = new ArrayList<>();

  /** What there is to mix, for learners that do. */
  private final List<Learner> mixed = new ArrayList<>();

  private long labels;

  public Run(int features, int classes, KindSettings... settings) {
    this(
        Encoders.ofFeatures(features),
        classes,
        new Memory(capacity(settings), features, false),
        settings);
  }

  /** For records of any shape, of which nothing is known. */
  public static Run ofAny(int classes, KindSettings... settings) {
    return ofAny(classes, new Memory(capacity(settings), 0, false), settings);
  }

  public static Run ofAny(int classes, Memory memory, KindSettings... settings) {
    return new Run(new Encoder(RecordSettings.standard()), classes, memory, settings);
  }

  private Run(Encoder encoder, int classes, Memory memory, KindSettings... settings) {
    this.encoder = encoder;
    this.classes = classes;
    this.settings = List.of(settings);
    this.memory = memory;
    shared = new Shared(encoder, memory, null);
    if (this.settings.stream().anyMatch(KindSettings::mixes)) {
      for (KindSettings each : MIXED) {
        mixed.add(each.create(shared, classes));
        shared.members().add("mixed-" + mixed.size(), mixed.get(mixed.size() - 1), false);
      }
    }
    this.settings.forEach(s -> learners.add(s.create(shared, classes)));
    for (int i = 0; i < learners.size(); i++) {
      shared.members().add("learner-" + i, learners.get(i), this.settings.get(i).mixes());
    }
  }

  private static int capacity(KindSettings... settings) {
    return Shared.capacity(List.of(settings));
  }

  /** All that a learner has learned, by name; copies. */
  public static Map<String, Object> parameters(Learner learner) {
    Map<String, Object> all = new LinkedHashMap<>();
    learner.learned().forEach(part -> all.put(part.name(), part.copy().get()));
    return all;
  }

  /** The first learner's probabilities. */
  public double[] predict(double... x) {
    return predictBy(0, x);
  }

  double[] predictBy(int learner, double... x) {
    return predictBy(learners.get(learner), x);
  }

  double[] predictBy(Learner learner, double... x) {
    double[] probabilities = new double[classes];
    Row row = Row.of(x);
    learner.predict(row, mixed(row), probabilities);
    return probabilities;
  }

  /** What those say that are mixed. */
  private Answers mixed(Row row) {
    Answers answers = new Answers();
    answers.begin(classes);
    for (int i = 0; i < mixed.size(); i++) {
      shared.members().predict(i, row, answers);
    }
    return answers;
  }

  /** The number of a learner among the members. */
  int number(int learner) {
    return mixed.size() + learner;
  }

  /** The first learner's probabilities, of what it knows of a record. */
  public double[] predict(Fields point) {
    return predict(row(point));
  }

  /** A copy of a record's row. */
  public double[] row(Fields point) {
    return Arrays.copyOf(Encoders.row(encoder, point).values(), encoder.slots());
  }

  /** Tells all learners a labelled point. */
  public void learn(int label, double... x) {
    learn(label, Fields.ofFeatures(x));
  }

  /** As {@link #learn(int, double...)}, of any record. */
  public void learn(int label, Fields point) {
    if (encoder.isEmpty()) {
      learnColumns(point);
    }
    Row asked = Encoders.row(encoder, point);
    Answers answers = mixed(asked);
    learners.forEach(learner -> learner.predict(asked, answers, new double[classes]));
    while (label >= classes) {
      addClass(1.0 / (labels + classes + 1), row(point));
    }
    learnColumns(point);
    Row row = Encoders.row(encoder, point);
    shared.add(row, label);
    labels++;
    all().forEach(learner -> learner.learn(row, answers, label));
  }

  /** The columns that a record brings appear. */
  public void learnColumns(Fields point) {
    if (encoder.learn(point)) {
      memory.widen(encoder.slots());
      all().forEach(Learner::grow);
    }
  }

  /** A class appears, with a point that is not learned from yet; the first has probability 1. */
  public void addClass(double probability, double... x) {
    double given = classes == 0 ? 1 : probability;
    all().forEach(learner -> learner.addClass(Row.of(x), given));
    classes++;
  }

  public void flush() {
    all().forEach(Learner::flush);
  }

  private List<Learner> all() {
    return Stream.concat(mixed.stream(), learners.stream()).toList();
  }

  /** Learners made anew on a memory that take over the state of these. */
  private Run on(Memory other, KindSettings... others) {
    Encoder copy = new Encoder(RecordSettings.standard());
    States.restoreInTurn(States.of(encoder.state()), copy::state);
    copy.complete();
    Run run = new Run(copy, classes, other, others);
    run.labels = labels;
    if (shared.scaler().present()) {
      States.restore(States.of(scale()), run.scale());
    }
    for (int i = 0; i < run.all().size(); i++) {
      States.restore(States.of(all().get(i).state()), run.all().get(i).state());
      run.all().get(i).grow();
    }
    return run;
  }

  /** A run of learners made anew that takes over this one's state, and goes on by itself. */
  Run restored() {
    return restoredAs(settings.toArray(KindSettings[]::new));
  }

  /** As {@link #restored}, with other settings. */
  public Run restoredAs(KindSettings... others) {
    Memory copy = new Memory(memory.capacity(), memory.slots(), false);
    States.restoreInTurn(States.of(memory.state()), copy::state);
    int needed = capacity(others);
    return on(needed > copy.capacity() ? copy.withCapacity(needed) : copy, others);
  }

  /** As {@link #restored}, of one learner, with others in place of the points it forgets. */
  Run withOlderPointsLost() {
    Memory copy = new Memory(memory.capacity(), memory.slots(), false);
    double[] x = new double[memory.slots()];
    long kept = memory.count() - learner().remembers();
    for (long number = 0; number < memory.count(); number++) {
      boolean lost = number < kept;
      for (int d = 0; d < x.length; d++) {
        x[d] = lost ? other(d, number) : memory.value(number, d);
      }
      copy.add(x, lost ? 0 : memory.label(number));
    }
    return on(copy, settings.toArray(KindSettings[]::new));
  }

  /** A number that no point had, or of text none. */
  private double other(int slot, long number) {
    for (int n = 0; n < encoder.numbers(); n++) {
      if (encoder.numberSlot(n) == slot) {
        return 1e9 * slot - number;
      }
    }
    return Double.NaN;
  }

  public Shared shared() {
    return shared;
  }

  /** What is kept of the scale: nothing unless a learner standardises. */
  List<StatePart> scale() {
    return List.of(shared.scaler());
  }

  public Encoder encoder() {
    return encoder;
  }

  public int classes() {
    return classes;
  }

  public Memory memory() {
    return memory;
  }

  public Learner learner() {
    return learners.get(0);
  }

  public Learner learner(int i) {
    return learners.get(i);
  }

  public GradientLearner gradientLearner() {
    return (GradientLearner) learners.get(0);
  }
}
