package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.encoding.AnyRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same promises on records as people have them: text, missing values, fields that come and go,
 * numbers of few values. What is promised of columns that appear is here alone.
 */
class LearnerContractOnAnyDataTest extends LearnerContractTest {

  private static final int POINTS = 100;

  /** All kinds, and gradient learners of the view of all columns. */
  static Stream<KindSettings> settings() {
    SettingsDraft network = SettingsDraft.network(5);
    network.view = View.FULL;
    network.optimiser = "adam";
    network.clip = 10;
    network.replay = 5;
    network.memory = 40;
    SettingsDraft logistic = SettingsDraft.logistic();
    logistic.view = View.FULL;
    logistic.optimiser = "adagrad";
    logistic.learningRate = 0.3;
    logistic.batch = 1;
    logistic.memory = 64;
    return Stream.concat(
        Stream.of(network.settings(), logistic.settings()), AnySettings.some(1).stream());
  }

  static Stream<Arguments> settingsAndClasses() {
    return settings().flatMap(each -> Stream.of(0, 3).map(classes -> Arguments.of(each, classes)));
  }

  private static final class Mixed extends Points {

    private final AnyRecords records = new AnyRecords(11);

    Mixed(int known) {
      super(known);
    }

    @Override
    Fields fields() {
      return AnyRecords.fields(records.next());
    }

    @Override
    Fields ordinary() {
      return fields();
    }

    @Override
    Fields monster() {
      Map<String, Object> record = records.next();
      List<String> paths = new ArrayList<>(record.keySet());
      String path = paths.get(random.nextInt(paths.size()));
      record.put(path, MONSTERS[random.nextInt(MONSTERS.length)]);
      return AnyRecords.fields(record);
    }
  }

  @Override
  Points points(int known) {
    return new Mixed(known);
  }

  @Override
  Run run(int classes, KindSettings... settings) {
    return Run.ofAny(classes, settings);
  }

  private static List<double[]> remembered(Memory memory) {
    List<double[]> rows = new ArrayList<>();
    for (long number = memory.oldest(); number < memory.count(); number++) {
      double[] row = new double[memory.slots()];
      for (int slot = 0; slot < row.length; slot++) {
        row[slot] = memory.value(number, slot);
      }
      rows.add(row);
    }
    return rows;
  }

  /** The columns of a row that are 1. */
  private static List<Integer> active(Run run, double[] row) {
    int[] active = new int[run.encoder().mostActive()];
    int n = run.encoder().active(row, 0, active);
    return Arrays.stream(active, 0, n).boxed().toList();
  }

  /**
   * Weights that are drawn count for a row that has the new column, as for a value's second
   * sighting; those that begin at 0 do not. A row whose columns retire is another one.
   */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldChangeNoProbabilityWhenColumnsAppear(KindSettings settings, int classes) {
    boolean drawn =
        settings instanceof GradientSettings of && of.initialisation() != Initialisation.ZERO;
    Run run = run(classes, settings);
    Points stream = points(classes);
    int compared = 0;
    for (int i = 0; i < POINTS; i++) {
      List<double[]> rows = remembered(run.memory());
      List<double[]> before = rows.stream().map(run::predict).toList();
      List<List<Integer>> active = rows.stream().map(row -> active(run, row)).toList();
      int columns = run.encoder().columns();

      Fields point = stream.fields();
      run.learnColumns(point);

      for (int r = 0; r < rows.size() && run.encoder().columns() > columns; r++) {
        double[] row = wider(rows.get(r), run.encoder().slots());
        List<Integer> now = new ArrayList<>(active(run, row));
        if (!drawn) {
          now.removeIf(column -> column >= columns);
        }
        if (now.equals(active.get(r))) {
          compared++;
          assertThat(run.predict(row)).isEqualTo(before.get(r));
        }
      }
      run.learn(Math.min(stream.label(), run.classes()), point);
    }
    assertThat(compared).isGreaterThan(settings.memory() > 0 ? 500 : -1);
  }

  private static double[] wider(double[] row, int slots) {
    double[] wider = Arrays.copyOf(row, slots);
    Arrays.fill(wider, row.length, slots, Double.NaN);
    return wider;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldShowAWeightForEachColumnThatItNames(KindSettings settings) {
    Run run = run(3, settings);
    Points stream = points(3);
    for (int i = 0; i < POINTS; i++) {
      stream.learn(run);
    }
    Map<String, Object> parameters = run.learner().parameters();
    int columns = run.learner().columns().size();
    if (settings instanceof GradientSettings of) {
      double[][] first =
          (double[][]) parameters.get(settings instanceof NetworkSettings ? "w1" : "w2");
      assertThat(first[0]).hasSize(columns);
      assertThat(columns)
          .isEqualTo(
              of.training().view().numbersOnly()
                  ? run.encoder().numbers()
                  : run.encoder().columns());
    } else if (settings instanceof NeighboursSettings) {
      assertThat(columns).isBetween(1, run.encoder().columns());
    } else {
      assertThat(columns).isZero();
    }
  }
}
