package io.gyre.learning.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.Answers;
import io.gyre.learning.Learner;
import io.gyre.learning.LearnerSize;
import io.gyre.learning.Run;
import io.gyre.learning.SettingsDraft;
import io.gyre.learning.Shared;
import io.gyre.learning.States;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.optimiser.Optimisers;
import io.gyre.learning.settings.ColumnView;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Learners that step on the columns that are active in a batch alone. */
class ActiveColumnsTest {

  private static final int FEATURES = 5;

  static Stream<Arguments> drafts() {
    return Optimisers.names().stream()
        .flatMap(
            optimiser ->
                Stream.of(2, 5)
                    .flatMap(
                        classes ->
                            Stream.of(0, 7)
                                .map(replay -> Arguments.of(optimiser, classes, replay))));
  }

  /** Each number comes once, so there is no other column. */
  @ParameterizedTest
  @MethodSource("drafts")
  void shouldLearnFromNumbersWhatALearnerOfNumbersLearns(
      String optimiser, int classes, int replay) {
    for (SettingsDraft draft : new SettingsDraft[] {SettingsDraft.logistic(), network()}) {
      draft.optimiser = optimiser;
      draft.learningRate = 0.05;
      draft.replay = replay;
      draft.memory = 80;
      draft.clip = 4;
      draft.clipNorm = 0.5;
      draft.l2 = 0.01;
      draft.view = ColumnView.STANDARDISED;
      Run dense = draft.run(FEATURES, classes);
      draft.view = ColumnView.FULL;
      Run sparse = draft.run(FEATURES, classes);
      beginAlike(dense.gradientLearner().weights(), sparse.gradientLearner().weights());
      Random random = new Random(4);
      for (int i = 0; i < 200; i++) {
        double[] x = random.doubles(FEATURES, -3, 50).toArray();
        assertThat(sparse.predict(x)).containsExactly(dense.predict(x), within(1e-9));
        int label = (int) (x[0] / 10 + 5 * random.nextDouble()) % classes;
        dense.learn(Math.abs(label), x);
        sparse.learn(Math.abs(label), x);
      }
      assertThat(sparse.encoder().columns()).isEqualTo(FEATURES);
      assertThat(sparse.learner().step()).isEqualTo(dense.learner().step()).isPositive();
    }
  }

  private static SettingsDraft network() {
    return SettingsDraft.network(6);
  }

  private static void beginAlike(TrainingState dense, TrainingState sparse) {
    for (int c = 0; c < FEATURES; c++) {
      double[] from = dense.firstLayer().weights(c);
      System.arraycopy(from, 0, sparse.firstLayer().weights(c), 0, from.length);
    }
    for (int i = 0; i < dense.model().parameters().length; i++) {
      double[] from = dense.array(i, 0);
      System.arraycopy(from, 0, sparse.array(i, 0), 0, from.length);
    }
  }

  /** J = mean cross-entropy of the newest points, by what the learner predicts. */
  private static double cost(Run run, int points) {
    double sum = 0;
    Memory memory = run.memory();
    for (long number = memory.count() - points; number < memory.count(); number++) {
      double[] row = new double[memory.slots()];
      for (int slot = 0; slot < row.length; slot++) {
        row[slot] = memory.value(number, slot);
      }
      sum -= Math.log(run.predict(row)[(int) memory.label(number)]);
    }
    return sum / points;
  }

  private static Run trainedOnAnyData(SettingsDraft draft, int classes, int points) {
    Run run = Run.ofAny(classes, draft.settings());
    AnyRecords records = new AnyRecords(3);
    Random random = new Random(2);
    for (int i = 0; i < points; i++) {
      run.learn(random.nextInt(classes), AnyRecords.fields(records.next()));
    }
    return run;
  }

  /** The weights of the first layer, then its moments; a column after the other. */
  private static double[][] columns(Run run) {
    FirstLayer columns = run.gradientLearner().weights().firstLayer();
    int moments = columns.arrays(0).length - 1;
    double[][] all = new double[1 + moments][columns.units() * columns.columns()];
    forEach(columns, (array, a, at) -> System.arraycopy(array, 0, all[a], at, array.length));
    return all;
  }

  private static void putColumns(Run run, double[][] all) {
    FirstLayer columns = run.gradientLearner().weights().firstLayer();
    forEach(columns, (array, a, at) -> System.arraycopy(all[a], at, array, 0, array.length));
  }

  private interface OfColumn {
    void accept(double[] array, int a, int at);
  }

  private static void forEach(FirstLayer columns, OfColumn action) {
    for (int c = 0; c < columns.columns(); c++) {
      for (int a = 0; a < columns.arrays(c).length; a++) {
        action.accept(columns.arrays(c)[a], a, c * columns.units());
      }
    }
  }

  /** The gradient is what a step of gradient descent has subtracted, divided by its rate. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void shouldStepAlongTheGradientOfTheCost(int classes) {
    for (SettingsDraft draft : new SettingsDraft[] {SettingsDraft.logistic(), network()}) {
      draft.view = ColumnView.FULL;
      draft.clip = 5;
      draft.memory = 64;
      draft.learningRate = 0.01;
      // 16 batches, and 6 points that wait.
      Run run = trainedOnAnyData(draft, classes, 134);
      TrainingState weights = run.gradientLearner().weights();
      double[][] columns = columns(run);
      double[][] others = copyOfOthers(weights);

      run.flush();

      double[] stepped = columns(run)[0];
      double[][] othersStepped = copyOfOthers(weights);
      int inactive = 0;
      for (int k = 0; k < stepped.length; k++) {
        double gradient = (columns[0][k] - stepped[k]) / draft.learningRate;
        inactive += gradient == 0 ? 1 : 0;
        int at = k;
        double expected =
            slope(
                run,
                change -> {
                  columns[0][at] += change;
                  restore(run, columns, others);
                });
        assertThat(gradient).as("weight %d", k).isCloseTo(expected, within(1e-7));
      }
      assertThat(inactive).isBetween(stepped.length / 4, stepped.length - 20);
      for (int i = 0; i < others.length; i++) {
        for (int k = 0; k < others[i].length; k++) {
          double[] array = others[i];
          int at = k;
          double expected =
              slope(
                  run,
                  change -> {
                    array[at] += change;
                    restore(run, columns, others);
                  });
          assertThat((array[k] - othersStepped[i][k]) / draft.learningRate)
              .isCloseTo(expected, within(1e-7));
        }
      }
    }
  }

  private static double slope(Run run, java.util.function.DoubleConsumer change) {
    double h = 1e-5;
    change.accept(h);
    double above = cost(run, 6);
    change.accept(-2 * h);
    double below = cost(run, 6);
    change.accept(h);
    return (above - below) / (2 * h);
  }

  private static double[][] copyOfOthers(TrainingState weights) {
    int count = weights.model().parameters().length;
    return IntStream.range(0, count)
        .mapToObj(i -> weights.array(i, 0).clone())
        .toArray(double[][]::new);
  }

  private static void restore(Run run, double[][] columns, double[][] others) {
    putColumns(run, columns);
    for (int i = 0; i < others.length; i++) {
      double[] to = run.gradientLearner().weights().array(i, 0);
      System.arraycopy(others[i], 0, to, 0, others[i].length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "momentum", "adagrad"})
  void shouldLeaveWeightsAndMomentsOfOtherColumnsAlone(String optimiser) {
    SettingsDraft draft = network();
    draft.view = ColumnView.FULL;
    draft.optimiser = optimiser;
    draft.memory = 64;
    draft.l2 = 0.1;
    draft.steps = 2;
    Run run = trainedOnAnyData(draft, 3, 131);
    double[][] before = columns(run);

    run.flush();

    double[][] after = columns(run);
    int all = run.gradientLearner().columns().size();
    int rows = run.gradientLearner().weights().firstLayer().units();
    Batch batch = run.gradientLearner().batch;
    int[] active = Arrays.copyOf(batch.columns, batch.columnCount());
    Arrays.sort(active);
    assertThat(active).doesNotHaveDuplicates().hasSizeBetween(10, all - 10);
    for (int a = 0; a < before.length; a++) {
      for (int k = 0; k < before[a].length; k++) {
        if (Arrays.binarySearch(active, k / rows) < 0) {
          assertThat(after[a][k]).isEqualTo(before[a][k]);
        } else if (a == 0) {
          assertThat(after[a][k]).isNotEqualTo(before[a][k]);
        }
      }
    }
  }

  /** Nothing is known of them: the biases answer. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldLearnFromPointsWithoutAnyActiveColumn(int classes) {
    for (SettingsDraft draft : new SettingsDraft[] {SettingsDraft.logistic(), network()}) {
      draft.view = ColumnView.FULL;
      draft.memory = 64;
      Run run = Run.ofAny(classes, draft.settings());
      for (int i = 0; i < 40; i++) {
        run.learn(1, AnyRecords.of("nothing", null));
      }
      assertThat(run.predict(AnyRecords.of("nothing", null))[1]).isGreaterThan(1.1 / classes);
      double[] before = run.predict(AnyRecords.of("nothing", null));
      run.learnColumns(AnyRecords.of("text", "a"));
      assertThat(run.predict(AnyRecords.of("nothing", null))).isEqualTo(before);
      for (int i = 0; i < 40; i++) {
        run.learn(1, AnyRecords.of("text", "a"));
        run.learn(0, AnyRecords.of("text", "b"));
      }
      assertThat(run.predict(AnyRecords.of("text", "a"))[1]).isGreaterThan(0.4);
      assertThat(run.predict(AnyRecords.of("text", "b"))[0]).isGreaterThan(0.3);
    }
  }

  @ParameterizedTest
  @EnumSource(ColumnView.class)
  void shouldShowAWeightForEachColumn(ColumnView view) {
    for (SettingsDraft draft : new SettingsDraft[] {SettingsDraft.logistic(), network()}) {
      draft.view = view;
      draft.memory = 64;
      Run run = Run.ofAny(3, draft.settings());
      AnyRecords records = new AnyRecords(11);
      for (int i = 0; i < 100; i++) {
        run.learn(i % 3, AnyRecords.fields(records.next()));
      }
      Map<String, Object> parameters = Run.parameters(run.learner());
      double[][] first = (double[][]) parameters.getOrDefault("w1", parameters.get("w2"));
      assertThat(first[0])
          .hasSize(view == ColumnView.FULL ? run.encoder().columns() : run.encoder().numbers())
          .hasSize(run.learner().columns().size());
    }
  }

  /** A learner of as many units or classes as it may have leaves little room, but it begins. */
  @ParameterizedTest
  @ValueSource(ints = {0, 970})
  void shouldBeMadeWithAColumnAtLeastWhateverTheClasses(int classes) {
    SettingsDraft draft = SettingsDraft.network(NetworkSettings.MAX_HIDDEN);
    for (ColumnView view : ColumnView.values()) {
      draft.view = view;
      GradientSettings settings = draft.settings();
      Learner learner =
          settings.create(
              new Shared(Encoders.ofFeatures(1_000), new Memory(8, 1_000, false), null), classes);
      assertThat(learner.columns()).isNotEmpty();
      assertThat(settings.numbers(learner.columns().size(), classes))
          .isLessThanOrEqualTo(LearnerSize.MOST_NUMBERS);
    }
  }

  /** How many slots lie in one array follows from the largest memory on the list of learners. */
  @ParameterizedTest
  @EnumSource(ColumnView.class)
  void shouldLearnTheSameHoweverManySlotsLieInOneArray(ColumnView view) {
    SettingsDraft draft = SettingsDraft.network(5);
    draft.view = view;
    draft.memory = 64;
    draft.batch = 3;
    draft.replay = 9;
    Run whole = Run.ofAny(2, draft.settings());
    Run narrow = Run.ofAny(2, new Memory(64, 0, 3), draft.settings());
    AnyRecords records = new AnyRecords(5);
    for (int i = 0; i < 300; i++) {
      Fields point = AnyRecords.fields(records.next());
      whole.learn(i % 2, point);
      narrow.learn(i % 2, point);
    }
    States.assertSame(narrow.learner().state(), whole.learner().state());
  }

  /** A text in a field that is known as one of numbers alone is 0 in all that is learned. */
  @ParameterizedTest
  @EnumSource(ColumnView.class)
  void shouldLearnNothingFromWhatIsNoNumber(ColumnView view) {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.view = view;
    draft.memory = 64;
    draft.batch = 1;
    Encoder encoder = new Encoder(RecordSettings.standard());
    encoder.learn(AnyRecords.of("x", 1.0));
    Shared shared = new Shared(encoder, new Memory(64, 1, false), null);
    GradientLearner learner = (GradientLearner) draft.settings().create(shared, 2);
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Fields point = AnyRecords.of("x", i % 3 == 1 ? "text" : (Object) random.nextGaussian());
      Row row = Encoders.row(encoder, point);
      shared.add(row, i % 2);
      learner.learn(row, new Answers(), i % 2);
      // With the view of all columns a value that is missing has no row.
      double found = learner.batch.numberCount == 0 ? 0 : learner.batch.x[0][0];
      assertThat(found).isBetween(-5.0, 5.0);
      assertThat(learner.batch.numberCount)
          .isEqualTo(draft.view == ColumnView.FULL && i % 3 == 1 ? 0 : 1);
    }
    if (draft.view.standardises()) {
      assertThat(shared.scaler().deviation(0)).isBetween(0.5, 1.5);
      assertThat(shared.scaler().count(0)).isEqualTo(133);
    }
    double[] p = new double[2];
    learner.predict(Encoders.row(encoder, AnyRecords.of("x", "text")), new Answers(), p);
    double[] bias = new double[2];
    learner.predict(Row.of(Double.NaN), new Answers(), bias);
    assertThat(p).isEqualTo(bias);
  }
}
