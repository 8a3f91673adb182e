package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Column;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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

  static Stream<KindSettings> settings() {
    return Stream.concat(AnySettings.ofAllColumns(3).stream(), AnySettings.some(1).stream())
        .distinct();
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

  /** The columns of a row that are 1. */
  private static List<Integer> active(Run run, double[] row) {
    return Arrays.stream(Encoders.ones(run.encoder(), Row.of(row))).boxed().toList();
  }

  /**
   * A row that has one of the new columns, as for a value's second sighting, is another one:
   * weights of it may be drawn. So is a row whose columns retire.
   */
  @ParameterizedTest
  @MethodSource("settingsAndClasses")
  void shouldChangeNoProbabilityWhenColumnsAppear(KindSettings settings, int classes) {
    Run run = run(classes, settings);
    Points stream = points(classes);
    List<double[]> rows = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < POINTS; i++) {
      List<double[]> before = rows.stream().map(run::predict).toList();
      List<List<Integer>> active = rows.stream().map(row -> active(run, row)).toList();
      int columns = run.encoder().columns();

      Fields point = stream.fields();
      run.learnColumns(point);

      rows.replaceAll(row -> wider(row, run.encoder().slots()));
      for (int r = 0; r < rows.size() && run.encoder().columns() > columns; r++) {
        if (active(run, rows.get(r)).equals(active.get(r))) {
          compared++;
          assertThat(run.predict(rows.get(r))).isEqualTo(before.get(r));
        }
      }
      run.learn(Math.min(stream.label(), run.classes()), point);
      rows.add(run.row(point));
    }
    assertThat(compared).isGreaterThan(250);
  }

  static double[] wider(double[] row, int slots) {
    double[] wider = Arrays.copyOf(row, slots);
    Arrays.fill(wider, row.length, slots, Double.NaN);
    return wider;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldNameColumnsOfTheEncoderInItsOrder(KindSettings settings) {
    Run run = run(3, settings);
    Points stream = points(3);
    for (int i = 0; i < POINTS; i++) {
      stream.learn(run);
    }
    List<Column> seen = run.learner().columns();
    List<Column> all =
        IntStream.range(0, run.encoder().columns()).mapToObj(run.encoder()::column).toList();
    assertThat(all.stream().filter(seen::contains)).containsExactlyElementsOf(seen);
    assertThat(seen.size() + run.learner().withoutRoom()).isLessThanOrEqualTo(all.size());
  }
}
