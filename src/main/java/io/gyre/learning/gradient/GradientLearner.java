package io.gyre.learning.gradient;

import io.gyre.data.NumpyRandom;
import io.gyre.encoding.Column;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.Contributions;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.InexpressibleException;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.math.Softmax;
import io.gyre.learning.memory.AmountScale;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.memory.ReplayExclusions;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.optimiser.Optimiser;
import io.gyre.learning.optimiser.Optimisers;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.learning.settings.ColumnView;
import io.gyre.learning.text.WordTable;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A {@link GradientModel} that learns by steps along its gradient: on pending points and those
 * sampled to join them, when the batch is full or {@link #flush} is called. It does not learn while
 * there are fewer than two classes. Amounts it learns as they are scaled, or their curve.
 *
 * <p>When a step is refused (see {@link TrainingState}), the rest of the batch's steps are skipped,
 * and its points are not sampled again.
 */
public final class GradientLearner implements Learner {

  /** An amount is one number, as two classes are. */
  private static final int TWO_CLASSES = 2;

  private final GradientSettings settings;
  private final TrainingSettings training;
  private final Memory memory;
  private final Optimiser optimiser;
  private final InputColumns inputs;
  private final Scaler scaler;
  private final AmountScale amounts; // null if labels are classes
  private final boolean isCurved;
  final ReplayExclusions excluded = new ReplayExclusions();
  public final Batch batch;
  private final Progress progress = new Progress();
  private final ModelPart modelPart = new ModelPart();

  private TrainingState weights;
  private int classes; // K, of the weights
  private double[] sums = {}; // what the first layer sums up to

  GradientLearner(GradientSettings settings, Shared shared, int classes) {
    this.settings = settings;
    memory = shared.memory();
    training = settings.training();
    if (memory.capacity() < training.memory()) {
      throw new IllegalArgumentException(
          "memory: found %d points, expected %d at least"
              .formatted(memory.capacity(), training.memory()));
    }
    optimiser = Optimisers.of(training);
    boolean seesWords = settings.hidden() == 0 && training.view() == ColumnView.FULL;
    WordTable words = seesWords ? new WordTable(1 + optimiser.moments(), 0) : null;
    inputs = new InputColumns(shared, settings, words);
    scaler = shared.scaler();
    amounts = shared.amounts();
    isCurved = amounts != null && settings.amounts().asinh();
    batch = new Batch(inputs, isCurved ? amounts : null);
    int wanted = amounts == null ? classes : TWO_CLASSES;
    begin(wanted, inputs.wanted(wanted));
  }

  /** Starts again, with D columns. */
  private void begin(int newClasses, int columns) {
    inputs.resize(columns);
    GradientModel model =
        new GradientModel(settings.hidden(), newClasses, training.l2(), amounts != null);
    if (inputs.words != null) {
      inputs.words.reset(1 + optimiser.moments(), model.units());
    }
    FirstLayer first =
        new FirstLayer(model.units(), optimiser.moments(), training.l2(), inputs.words);
    NumpyRandom random = new NumpyRandom(training.seed());
    if (inputs.all()) {
      first.addZeros(columns);
      first.draw(random, settings.initialisation());
    }
    model.draw(random, settings.initialisation());
    use(new TrainingState(model, first, optimiser));
    draw(first.columns(), columns);
  }

  private void draw(int before, int wanted) {
    weights.firstLayer().addZeros(wanted);
    double deviation = settings.initialisation().deviation(inputs.encoder.fields());
    for (int c = before; c < wanted && deviation > 0; c++) {
      weights.firstLayer().draw(c, training.seed(), deviation);
    }
  }

  private void use(TrainingState newWeights) {
    weights = newWeights;
    classes = weights.model().classes();
    sums = new double[weights.model().units()];
  }

  /** The weights of columns after the first point's do not depend on earlier draws. */
  @Override
  public void grow() {
    int before = inputs.columns;
    int wanted = inputs.wanted(classes);
    if (wanted == before) {
      return;
    }
    if (before == 0 && inputs.all() && progress.step == 0) {
      begin(classes, wanted);
    } else {
      inputs.resize(wanted);
      draw(before, wanted);
    }
    modelPart.changed();
  }

  @Override
  public void predict(Row row, Answers answers, double[] answer) {
    weights.firstLayer().sum(inputs, row, weights.firstBiases(), sums);
    weights.model().answer(sums, answer);
    if (isCurved) {
      answer[0] = amounts.straight(answer[0]);
    }
  }

  /** Every slot, up to H weights a slot, then all weights of the other layers. */
  @Override
  public long numbersRead(int known, Set<Object> counted) {
    long slots = inputs.encoder.slots();
    return slots + (slots * sums.length + settings.parameters(0, classes)) / 4;
  }

  /**
   * Returns the terms of a linear model: w·x of the columns of each field. With two classes the
   * logit is that of the one against the other: z for class 1, −z for class 0. With more it is that
   * of the class against the mean of all: z_k − Σ z_j / K. An amount is z itself.
   */
  @Override
  public Contributions terms(Row row, int k) {
    if (classes < 2 || !weights.model().isLinear() || isCurved) {
      return null;
    }
    Map<String, Double> terms = new LinkedHashMap<>();
    inputs.find(row);
    for (int i = 0; i < inputs.presentCount; i++) {
      addTerm(terms, inputs.presentColumns[i], inputs.present[i], k);
    }
    for (int i = 0; i < inputs.oneCount; i++) {
      addTerm(terms, inputs.ones[i], 1, k);
    }
    addWords(terms, row, k);
    return Contributions.ofLogit(terms, logit(weights.firstBiases(), k));
  }

  private void addTerm(Map<String, Double> terms, int column, double x, int k) {
    double term = logit(weights.firstLayer().weights(column), k) * x;
    terms.merge(inputs.column(column).field(), term, Double::sum);
  }

  private void addWords(Map<String, Double> terms, Row row, int k) {
    Encoder encoder = inputs.encoder;
    for (int field = 0; inputs.words != null && field < encoder.texts().size(); field++) {
      int n = encoder.texts().wordsOf(field, row, inputs.ones, 0);
      for (int i = 0; i < n; i++) {
        double[][] entry = inputs.words.get(inputs.words.column(inputs.ones[i]));
        double term = entry == null ? 0 : inputs.share * logit(entry[0], k);
        terms.merge(encoder.texts().path(field), term, Double::sum);
      }
    }
  }

  private double logit(double[] z, int k) {
    if (classes == 2) {
      return k == 1 || amounts != null ? z[0] : -z[0];
    }
    double sum = 0;
    for (int m = 0; m < classes; m++) {
      sum += ((m == k ? 1 : 0) - 1.0 / classes) * z[m];
    }
    return sum;
  }

  @Override
  public void learn(Row row, Answers answers, double label) {
    if (amounts == null && (label < 0 || label >= classes)) {
      throw new IllegalArgumentException(
          "label: found %d, expected one of %d classes".formatted((int) label, classes));
    }
    progress.pending++;
    progress.changed();
    if (progress.pending >= training.batch()) {
      learnPending(row);
    }
  }

  @Override
  public void flush() {
    learnPending(null);
  }

  private void learnPending(Row newest) {
    int held = memory.held(training.memory());
    int points = Math.min(progress.pending, held);
    skip();
    if (points > 0 && classes > 1) {
      excluded.dropBefore(memory.count() - held);
      batch.gather(memory, held, points, training, excluded, newest);
      stepOnBatch();
    }
  }

  private void stepOnBatch() {
    weights.begin(batch);
    modelPart.changed(); // words may have entries that had none
    for (int i = 0; i < training.steps(); i++) {
      if (!weights.step(batch, training, progress.step + 1)) {
        progress.refused++;
        progress.changed();
        for (int j = 0; j < batch.size; j++) {
          excluded.add(batch.numbers[j]);
        }
        return;
      }
      progress.step++;
      progress.changed();
    }
  }

  /**
   * b = ln Σ e^zⱼ + ln(q / (1 − q)) gives the new class the probability q at that point. A learner
   * that would be too large gives up its last columns: only then do other probabilities change.
   */
  @Override
  public void addClass(Row row, double probability) {
    int most = inputs.kept(classes + 1);
    if (inputs.columns > most) {
      inputs.resize(most);
      weights.firstLayer().keep(most);
    }
    double bias = 0;
    if (classes > 0) {
      if (!(probability > 0 && probability < 1)) {
        throw new IllegalArgumentException(
            "probability of a new class: found %s, expected a number between 0 and 1"
                .formatted(probability));
      }
      double[] z = new double[classes];
      weights.firstLayer().sum(inputs, row, weights.firstBiases(), sums);
      weights.model().logits(sums, z);
      bias = Softmax.logSum(z, classes);
      bias += StrictMath.log(probability) - StrictMath.log1p(-probability);
      bias = Scaler.limit(bias, 0, Scaler.MAX_MAGNITUDE);
    }
    use(weights.withClass(bias));
    modelPart.changed();
  }

  @Override
  public int withoutRoom() {
    return inputs.withoutRoom();
  }

  @Override
  public List<Column> columns() {
    return inputs.list();
  }

  @Override
  public Map<Integer, double[]> words() {
    Map<Integer, double[]> all = new LinkedHashMap<>();
    for (int column = 0; inputs.words != null && column < inputs.words.size(); column++) {
      double[][] entry = inputs.words.get(column);
      if (entry != null) {
        all.put(column, entry[0]);
      }
    }
    return all;
  }

  @Override
  public Expression expression(ModelInputs rows) throws InexpressibleException {
    if (amounts != null) {
      throw InexpressibleException.ofAmounts();
    }
    return classes < 2
        ? rows.inEachRow(1) // it has no parameters yet
        : GradientExpression.of(rows, settings, weights, inputs.words);
  }

  @Override
  public long step() {
    return progress.step;
  }

  @Override
  public long refused() {
    return progress.refused;
  }

  public TrainingState weights() {
    return weights;
  }

  @Override
  public int remembers() {
    int held = memory.held(training.memory());
    int read = training.replay() > 0 ? held : Math.min(progress.pending, held);
    return Math.max(read, inputs.remembers());
  }

  @Override
  public void skip() {
    if (progress.pending > 0) {
      progress.pending = 0;
      progress.changed();
    }
  }

  @Override
  public List<LearnedPart> learned() {
    List<LearnedPart> all = weights.learned();
    if (settings.standardises()) {
      int n = inputs.numbers;
      all.add(new LearnedPart("scaling", 1 + 2L * n, () -> scaler.parameters(n)));
    }
    return all;
  }

  @Override
  public List<StatePart> state() {
    List<StatePart> all = new ArrayList<>(List.of(progress, modelPart, excluded));
    if (inputs.words != null) {
      all.addAll(inputs.words.parts());
    }
    return all;
  }

  /** The learner's progress, which changes with every point. */
  private static final class Progress extends StatePart {

    private long step;
    private long refused;
    private int pending; // the newest points that wait to be stepped on

    Progress() {
      super("progress");
    }

    @Override
    public void write(StateWriter out) {
      out.putLong(step).putLong(refused).putInt(pending);
    }

    @Override
    public void read(StateReader in, int version) {
      step = in.getLong();
      refused = in.getLong();
      pending = in.getInt();
      if (step < 0 || refused < 0 || pending < 0) {
        throw new DamagedStateException(
            "steps %d, refused %d, pending %d, expected none below 0"
                .formatted(step, refused, pending));
      }
    }
  }

  /** The state that changes with every step: K, the parameters and the moments. */
  private final class ModelPart extends StatePart {

    private static final int VERSION = 4;

    ModelPart() {
      super("model", VERSION);
    }

    @Override
    public void write(StateWriter out) {
      out.putInt(classes).putInt(inputs.columns);
      if (inputs.words != null) {
        out.putLong(inputs.words.used());
      }
      weights.write(inputs.all(), out);
    }

    @Override
    public void read(StateReader in, int version) {
      int stored = in.getInt();
      int columns = in.getInt();
      long words = inputs.words == null ? 0 : in.getLong();
      boolean known = stored >= 0 && columns >= 0 && columns <= inputs.available();
      long numbers = known ? settings.numbers(columns, stored) : -1;
      if (in.remaining() != numbers * Double.BYTES) {
        throw new DamagedStateException(
            "%d bytes of parameters and moments, expected %d numbers for %d classes and %d columns"
                .formatted(in.remaining(), numbers, stored, columns));
      }
      begin(stored, columns);
      weights.read(inputs.all(), in);
      if (inputs.words != null) {
        inputs.words.expect(inputs.words.size(), words);
      }
    }
  }
}
