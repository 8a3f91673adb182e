package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.learning.list.Kinds;
import io.gyre.learning.memory.AmountScale;
import io.gyre.state.StatePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link Learner} promises, of every kind that learns amounts, on records as people have them:
 * numbers, text, missing values, fields that come later. Labels come at once, or late.
 */
class LearnerContractOnAmountsTest {

  private static final int POINTS = 120;
  private static final int OF_EACH_KIND = 4;

  static List<KindSettings> settings() {
    return AnySettings.ofAmounts(OF_EACH_KIND);
  }

  /** What labels are. */
  enum Labels {
    ORDINARY,
    /** All equal. */
    CONSTANT,
    /** One in five as large as labels may be. */
    WILD,
    /** None but such. */
    HUGE,
    /** So small that squares are 0. */
    TINY,
    /** Of another unit after a while. */
    OTHER_UNIT;

    double of(Random random, int i, double ordinary) {
      double sign = random.nextBoolean() ? 1 : -1;
      boolean wild = random.nextInt(5) == 0;
      return switch (this) {
        case ORDINARY -> ordinary;
        case CONSTANT -> 7;
        case WILD -> wild ? sign * 1e70 : ordinary;
        case HUGE -> sign * 1e70;
        case TINY -> ordinary * 1e-300;
        case OTHER_UNIT -> i < POINTS / 3 ? ordinary : -1e9 * ordinary;
      };
    }
  }

  static Stream<Arguments> settingsAndLabels() {
    return AnySettings.ofAmounts(2).stream()
        .flatMap(each -> Stream.of(Labels.values()).map(labels -> Arguments.of(each, labels)));
  }

  /** Points and their labels; driven twice it gives the same. */
  private static final class Points {

    private final AnyRecords records = new AnyRecords(11);
    private final Random random = new Random(7);
    private final Labels labels;
    private int next;

    Points(Labels labels) {
      this.labels = labels;
    }

    Fields fields() {
      Map<String, Object> record = records.next();
      if (random.nextInt(8) == 0) {
        double[] monsters = LearnerContractTest.MONSTERS;
        record.put(random.nextBoolean() ? "x" : "few", monsters[random.nextInt(monsters.length)]);
      }
      return AnyRecords.fields(record);
    }

    double label() {
      double ordinary = 3 + random.nextGaussian() + 2 * Math.sin(next / 9.0);
      return labels.of(random, next++, ordinary);
    }

    /** A point comes to each, and maybe some labels; some batches end early. */
    void learn(AmountsRun... runs) {
      learn(y -> y, runs);
    }

    void learn(DoubleUnaryOperator unit, AmountsRun... runs) {
      Fields fields = fields();
      int kept = next % 40 < 20 ? 0 : random.nextInt(9);
      boolean flushed = random.nextInt(15) == 0;
      for (AmountsRun run : runs) {
        run.come(fields);
      }
      while (runs[0].waiting() > kept) {
        double label = unit.applyAsDouble(label());
        for (AmountsRun run : runs) {
          run.label(label);
        }
      }
      for (AmountsRun run : runs) {
        if (flushed) {
          run.flush();
        }
      }
    }
  }

  private static AmountsRun trained(KindSettings settings, Labels labels) {
    AmountsRun run = new AmountsRun(settings);
    Points points = new Points(labels);
    for (int i = 0; i < POINTS; i++) {
      points.learn(run);
    }
    return run;
  }

  /** Those that learn amounts alone, those that learn both, and each view of amounts. */
  @Test
  void shouldTryEveryKindThatLearnsAmounts() {
    List<KindSettings> tried = settings();
    for (String kind : Kinds.names()) {
      Class<?> of = Kinds.settings(kind);
      boolean learns = AnySettings.of(kind, 0).learnsAmounts();
      assertThat(tried.stream().anyMatch(of::isInstance)).as(kind).isEqualTo(learns);
      assertThat(learns || KindsOfClasses.names().contains(kind)).as(kind).isTrue();
    }
    assertThat(tried).allMatch(KindSettings::learnsAmounts);
    for (String view : List.of("labels=true", "labels=false", "asinh=true", "asinh=false")) {
      assertThat(tried.toString()).contains(view);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldChangeNothingByPredicting(KindSettings settings) {
    AmountsRun run = new AmountsRun(settings);
    Points points = new Points(Labels.WILD);
    for (int i = 0; i < POINTS; i++) {
      Map<String, byte[]> before = States.of(run.state());
      Fields asked = points.fields();
      double answer = run.predict(asked);
      run.predict(points.fields());

      assertThat(run.predict(asked)).isEqualTo(answer);
      States.assertSame(run.state(), before);
      points.learn(run);
    }
  }

  /** Also as one goes on that is never restored: what no copy writes is lost in all of them. */
  @ParameterizedTest
  @MethodSource("settingsAndLabels")
  void shouldGoOnBitForBitWhenRestored(KindSettings settings, Labels labels) {
    AmountsRun straight = new AmountsRun(settings);
    AmountsRun run = new AmountsRun(settings);
    Points points = new Points(labels);
    for (int i = 0; i < POINTS; i++) {
      AmountsRun restored = run.restored();
      States.assertSame(restored.state(), run.state());
      Fields point = points.fields();
      assertThat(restored.predict(point)).isEqualTo(run.predict(point));
      assertThat(restored.learner().step()).isEqualTo(run.learner().step());
      assertThat(restored.learner().refused()).isEqualTo(run.learner().refused());
      assertThat(restored.learner().remembers()).isEqualTo(run.learner().remembers());
      points.learn(run, restored, straight);
      States.assertSame(restored.state(), run.state());
      run = i % 2 == 0 ? restored : run;
    }
    States.assertSame(run.state(), straight.state());
    assertThat(run.learner().step() + run.learner().refused()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("settingsAndLabels")
  void shouldBeAFunctionOfWhatItIsTold(KindSettings settings, Labels labels) {
    States.assertSame(trained(settings, labels).state(), trained(settings, labels).state());
  }

  @ParameterizedTest
  @MethodSource("settingsAndLabels")
  void shouldStayFiniteWhateverTheLabelsAre(KindSettings settings, Labels labels) {
    AmountsRun run = new AmountsRun(settings);
    Points points = new Points(labels);
    for (int i = 0; i < 2 * POINTS; i++) {
      assertThat(run.predict(points.fields())).isFinite();
      points.learn(run);
      LearnerContractTest.assertFinite(Run.parameters(run.learner()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldScaleWhateverTheLabelsAre(Labels labels) {
    AmountScale scale = new AmountScale();
    Points points = new Points(labels);
    for (int i = 0; i < POINTS; i++) {
      assertThat(scale.take(points.label())).isBetween(-AmountScale.MOST, AmountScale.MOST);
      assertThat(scale.deviation()).isPositive().isFinite();
      for (double z : new double[] {0, 1, -AmountScale.MOST, Double.MAX_VALUE, Double.NaN}) {
        assertThat(scale.amount(scale.limit(z))).isFinite();
        assertThat(scale.limit(scale.straight(scale.curved(scale.limit(z))))).isFinite();
      }
    }
  }

  /** Labels in a unit that is a power of two give the same bits behind the scale. */
  @ParameterizedTest
  @MethodSource("settings")
  void shouldNotKnowTheUnit(KindSettings settings) {
    AmountsRun one = new AmountsRun(settings);
    AmountsRun other = new AmountsRun(settings);
    Points points = new Points(Labels.ORDINARY);
    Points same = new Points(Labels.ORDINARY);
    for (int i = 0; i < POINTS; i++) {
      points.learn(one);
      same.learn(y -> y * 1_024, other);
    }
    States.assertSame(other.own(), one.own());
  }

  /** What has changed must be stored and hashed again; nothing else tells. */
  @ParameterizedTest
  @MethodSource("settings")
  void shouldTellWhichPartsHaveChanged(KindSettings settings) {
    AmountsRun run = new AmountsRun(settings);
    Points points = new Points(Labels.WILD);
    for (int i = 0; i < POINTS; i++) {
      States.assertTold(run::own, () -> points.learn(run));
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldRefuseAStateThatIsTooShortOrTooLong(KindSettings settings) {
    AmountsRun run = trained(settings, Labels.ORDINARY);
    AmountsRun other = run.restored();
    Map<String, byte[]> state = States.of(run.state());
    for (StatePart part : other.own()) {
      byte[] whole = state.get(part.name);
      if (whole != null) {
        for (int length = 0; length < whole.length; length += 1 + whole.length / 1_000) {
          States.assertDamaged(part, Arrays.copyOf(whole, length));
        }
        States.assertDamaged(part, Arrays.copyOf(whole, whole.length + 8));
      }
    }
  }

  /** The points before those that all remember are others, as if they had been lost. */
  @ParameterizedTest
  @MethodSource("settings")
  void shouldReadNoMoreOfTheMemoryThanItSays(KindSettings settings) {
    AmountsRun run = new AmountsRun(settings);
    Points points = new Points(Labels.ORDINARY);
    for (int i = 0; i < POINTS; i++) {
      AmountsRun other = run.withOlderPointsLost();
      points.learn(run, other);
      States.assertSame(other.own(), run.own());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldHaveNothingToStepOnAfterSkipping(KindSettings settings) {
    AmountsRun run = new AmountsRun(settings);
    Points points = new Points(Labels.ORDINARY);
    for (int i = 0; i < POINTS; i++) {
      points.learn(run);
      if (i % 3 == 0) {
        run.learner().skip();
        Map<String, byte[]> before = States.of(run.own());
        run.flush();
        States.assertSame(run.own(), before);
      }
    }
  }

  /** A row that has one of the new columns is another one, as is one whose columns retire. */
  @ParameterizedTest
  @MethodSource("settings")
  void shouldChangeNoAmountWhenColumnsAppear(KindSettings settings) {
    AmountsRun run = new AmountsRun(settings);
    Points points = new Points(Labels.ORDINARY);
    List<double[]> rows = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < POINTS; i++) {
      List<Double> before = rows.stream().map(row -> run.predict(Row.of(row))).toList();
      List<String> active = rows.stream().map(row -> active(run, row)).toList();
      int columns = run.encoder().columns();

      Fields point = points.fields();
      run.appear(point);

      int slots = run.encoder().slots();
      rows.replaceAll(row -> LearnerContractOnAnyDataTest.wider(row, slots));
      for (int r = 0; r < rows.size() && run.encoder().columns() > columns; r++) {
        if (active(run, rows.get(r)).equals(active.get(r))) {
          compared++;
          assertThat(run.predict(Row.of(rows.get(r)))).isEqualTo(before.get(r));
        }
      }
      run.come(point);
      run.label(points.label());
      rows.add(run.row(point));
    }
    assertThat(compared).isGreaterThan(250);
  }

  private static String active(AmountsRun run, double[] row) {
    return Arrays.toString(Encoders.ones(run.encoder(), Row.of(row)));
  }

  /** All at once on one memory, and each by itself. */
  @ParameterizedTest
  @MethodSource("settings")
  void shouldNotBeDisturbedByLearnersBehindIt(KindSettings settings) {
    AmountsRun alone = new AmountsRun(settings);
    AmountsRun together =
        new AmountsRun(
            Stream.concat(Stream.of(settings), AnySettings.ofAmounts(2).stream())
                .toArray(KindSettings[]::new));
    Points points = new Points(Labels.ORDINARY);
    for (int i = 0; i < POINTS; i++) {
      Fields point = points.fields();
      assertThat(together.predict(point)).isEqualTo(alone.predict(point));
      points.learn(alone, together);
    }
    States.assertSame(together.own(), alone.own());
  }
}
