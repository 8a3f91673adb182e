package io.gyre.learning;

import io.gyre.data.Fields;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.amounts.LastSettings;
import io.gyre.learning.amounts.MeanSettings;
import io.gyre.learning.memory.AmountScale;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.neighbours.NeighboursSettings;
import io.gyre.state.StatePart;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * As {@link Run}, of amounts: learners behind some to mix, driven as a partition's fold drives
 * them. Each point is answered when it comes, and waits for its label.
 */
final class AmountsRun {

  private static final RecordSettings RECORDS = RecordSettings.standard().withAmounts();
  private static final List<KindSettings> MIXED =
      List.of(new MeanSettings(), new LastSettings(), new NeighboursSettings(2, 9, 3));

  /** A point that waits, and what was known when it came. */
  private record Asked(Fields fields, double last, double before, Answers answers, long count) {}

  private final List<KindSettings> settings;
  private final Encoder encoder;
  private final Memory memory;
  private final AmountScale scale = new AmountScale();
  private final Shared shared;
  private final Queue<Asked> waiting = new ArrayDeque<>();

  AmountsRun(KindSettings... settings) {
    this(
        new Encoder(RECORDS),
        new Memory(capacity(settings), 0, true),
        Stream.concat(MIXED.stream(), Stream.of(settings)).toList());
  }

  private AmountsRun(Encoder encoder, Memory memory, List<KindSettings> settings) {
    this.encoder = encoder;
    this.memory = memory;
    this.settings = settings;
    shared = new Shared(encoder, memory, scale);
    for (KindSettings each : settings) {
      Learner made = each.create(shared, 0);
      shared.members().add("learner-" + learners().size(), made, each.mixes());
    }
  }

  private static int capacity(KindSettings... settings) {
    return Shared.capacity(Stream.concat(MIXED.stream(), Stream.of(settings)).toList());
  }

  private List<Learner> learners() {
    return shared.members().learners().toList();
  }

  /** The first of those that it was made for. */
  Learner learner() {
    return learners().get(MIXED.size());
  }

  Encoder encoder() {
    return encoder;
  }

  /** Its answer to a point that comes now, scaled. */
  double predict(Fields point) {
    return ask(point).amount(shared.members().get(MIXED.size()).place(), Double.NaN);
  }

  /** What all say of a point that comes now. */
  private Answers ask(Fields point) {
    return ask(Encoders.row(encoder, extended(point, scale.last(), scale.before())));
  }

  /** The first learner's answer to a row as it is. */
  double predict(Row row) {
    return ask(row).amount(shared.members().get(MIXED.size()).place(), Double.NaN);
  }

  private Answers ask(Row row) {
    Answers answers = new Answers();
    shared.members().begin(answers, 0);
    for (int i = 0; i < settings.size(); i++) {
      shared.members().ask(i, row, answers);
    }
    return answers;
  }

  /** A copy of a point's row. */
  double[] row(Fields point) {
    Row row = Encoders.row(encoder, extended(point, scale.last(), scale.before()));
    return Arrays.copyOf(row.values(), encoder.slots());
  }

  private Fields extended(Fields point, double last, double before) {
    String[] all = Arrays.copyOf(point.paths, point.size() + 2);
    for (int i = 0; i < 2; i++) {
      all[point.size() + i] = RECORDS.knownLabels().get(i);
    }
    return point.with(all, new double[] {known(last), known(before)}, null);
  }

  private double known(double label) {
    return Double.isNaN(label) ? 0 : Scaler.limit(scale.scaled(label), 0, 8);
  }

  /** A point comes. */
  void come(Fields point) {
    waiting.add(new Asked(point, scale.last(), scale.before(), ask(point), memory.count()));
  }

  int waiting() {
    return waiting.size();
  }

  /** The label of the point that has waited longest comes. */
  void label(double label) {
    Asked asked = waiting.remove();
    asked.answers.recall(memory.count() - asked.count);
    double z = scale.take(label);
    shared.members().rescale(asked.answers);
    Fields fields = extended(asked.fields, asked.last, asked.before);
    learnColumns(fields);
    Row row = Encoders.row(encoder, fields);
    shared.add(row, z);
    learners().forEach(learner -> learner.learn(row, asked.answers, z));
  }

  /** The columns that a point brings appear. */
  void appear(Fields point) {
    learnColumns(extended(point, scale.last(), scale.before()));
  }

  private void learnColumns(Fields fields) {
    if (encoder.learn(fields)) {
      memory.widen(encoder.slots());
      learners().forEach(Learner::grow);
    }
  }

  void flush() {
    learners().forEach(Learner::flush);
  }

  /** All that learners share and that is saved, and the first one's own. */
  List<StatePart> state() {
    return Stream.of(List.of(scale, shared.scaler()), memory.state(), encoder.state(), own())
        .flatMap(List::stream)
        .toList();
  }

  /** What the first learner remembers. */
  List<StatePart> own() {
    return learner().state();
  }

  /** A run of learners made anew that takes over this one's state, and goes on by itself. */
  AmountsRun restored() {
    Memory copy = new Memory(memory.capacity(), memory.slots(), true);
    States.restoreInTurn(States.of(memory.state()), copy::state);
    return on(copy);
  }

  /** As {@link #restored}, with others in place of the points that all may forget. */
  AmountsRun withOlderPointsLost() {
    Memory copy = new Memory(memory.capacity(), memory.slots(), true);
    int kept = learners().stream().mapToInt(Learner::remembers).max().orElse(0);
    double[] x = new double[memory.slots()];
    for (long number = 0; number < memory.count(); number++) {
      boolean lost = number < memory.count() - kept;
      for (int d = 0; d < x.length; d++) {
        x[d] = lost ? Double.NaN : memory.value(number, d);
      }
      copy.add(x, lost ? 7 : memory.label(number));
    }
    return on(copy);
  }

  private AmountsRun on(Memory other) {
    Encoder copy = new Encoder(RECORDS);
    States.restoreInTurn(States.of(encoder.state()), copy::state);
    copy.complete();
    AmountsRun run = new AmountsRun(copy, other, settings);
    States.restore(States.of(List.of(scale)), List.of(run.scale));
    States.restore(States.of(List.of(shared.scaler())), List.of(run.shared.scaler()));
    for (int i = 0; i < settings.size(); i++) {
      States.restore(States.of(learners().get(i).state()), run.learners().get(i).state());
      run.learners().get(i).grow();
    }
    for (Asked each : waiting) {
      run.waiting.add(
          new Asked(each.fields, each.last, each.before, each.answers.copy(), each.count));
    }
    return run;
  }
}
