package io.gyre.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered metric promises, in each of its scopes and with any number of classes. */
class MetricContractTest {

  private static final int POINTS = 400;
  private static final int[] CLASSES = {0, 1, 2, 3, 10, 11, 50, 51};
  private static final int[] CLASSES_OF_AMOUNTS = {0, 3}; // no label before, and some labels

  static Stream<Arguments> cases() {
    return MetricRegistry.metrics().stream()
        .flatMap(
            metric ->
                metric.scopes().stream()
                    .flatMap(
                        scope ->
                            Arrays.stream(classes(metric))
                                .mapToObj(k -> Arguments.of(metric.name(), scope, k))));
  }

  private static int[] classes(Metric<?> metric) {
    return metric.sums() == AmountSums.KIND ? CLASSES_OF_AMOUNTS : CLASSES;
  }

  private static Metric<?> metric(String name) {
    return MetricRegistry.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns what makes a point one that the metric is of. */
  private static BiConsumer<Scored, Outcomes> adder(String name) {
    return metric(name).sums() == AmountSums.KIND ? Scored::addAmountTo : Scored::addTo;
  }

  private static void add(String name, Scored[] points, int batch, ScopedMetrics to) {
    Scored.add(points, batch, to, adder(name));
  }

  private static ScopedMetrics metrics(String name, Scope scope, int classes) {
    return new ScopedMetrics(List.of(metric(name)), scope, classes);
  }

  private static ScopedMetrics metrics(
      String name, Scope scope, int classes, Scored[] points, int batch) {
    ScopedMetrics metrics = metrics(name, scope, classes);
    add(name, points, batch, metrics);
    return metrics;
  }

  private static byte[] bytes(ScopedMetrics metrics) {
    StateWriter out = new StateWriter();
    metrics.write(out);
    return out.toBytes();
  }

  @Test
  void shouldHaveNamesOfTheirOwn() {
    assertThat(MetricRegistry.metrics())
        .extracting(Metric::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"))
        .doesNotContain(ScopedMetrics.N)
        .noneMatch(name -> name.startsWith(ScopedMetrics.OWN_N));
    assertThat(MetricRegistry.metrics()).noneMatch(metric -> metric.scopes().isEmpty());
  }

  /** The page, Prometheus and schemas repeat it. */
  @Test
  void shouldSayWhatTheyAre() {
    assertThat(MetricRegistry.metrics())
        .extracting(Metric::title)
        .doesNotHaveDuplicates()
        .allMatch(title -> title.matches("\\p{Lu}.*"));
    assertThat(MetricRegistry.metrics())
        .extracting(Metric::meaning)
        .doesNotHaveDuplicates()
        .allMatch(meaning -> meaning.matches("\\p{Lu}.*[^.]"));
  }

  @Test
  void shouldNameDifferentSumsDifferently() {
    assertThat(MetricRegistry.metrics().stream().map(Metric::sums).distinct())
        .extracting(Sums.Kind::name)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldBeUndefinedWithoutPoints(String name, Scope scope, int classes) {
    assertThat(metrics(name, scope, classes).values(true)).containsEntry(name, null);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldBeFiniteOrUndefined(String name, Scope scope, int classes) {
    Scored[] points = Scored.points(classes, POINTS, 1);
    for (int count : new int[] {1, 2, 10, POINTS}) {
      Object value =
          metrics(name, scope, classes, Arrays.copyOf(points, count), 64).values(true).get(name);
      if (value instanceof Double number) {
        assertThat(number).isFinite();
      }
      if (value instanceof Map<?, ?> shares) {
        assertThat(shares).hasSizeBetween(1, 20);
        assertThat(shares.values()).allMatch(share -> share == null || (double) share <= 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldNotDependOnHowPointsAreBatched(String name, Scope scope, int classes) {
    Scored[] points = Scored.points(classes, POINTS, 1);
    byte[] oneByOne = bytes(metrics(name, scope, 0, points, 1));

    for (int batch : new int[] {2, 7, 64, POINTS}) {
      assertThat(bytes(metrics(name, scope, 0, points, batch)))
          .as("by %d", batch)
          .isEqualTo(oneByOne);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldGoOnBitForBitAfterItWasRestored(String name, Scope scope, int classes) {
    Scored[] points = Scored.points(classes, POINTS, 1);
    ScopedMetrics whole = metrics(name, scope, classes, points, 64);
    ScopedMetrics before = metrics(name, scope, classes, Arrays.copyOf(points, 300), 64);
    ScopedMetrics after = metrics(name, scope, 0);
    StateReader stored = new StateReader(ByteBuffer.wrap(bytes(before)));

    after.read(stored);

    assertThat(stored.remaining()).isZero();
    assertThat(bytes(after)).isEqualTo(bytes(before));
    add(name, Arrays.copyOfRange(points, 300, POINTS), 64, after);
    assertThat(bytes(after)).isEqualTo(bytes(whole));
    assertThat(Values.numbers(after.values(true))).isEqualTo(Values.numbers(whole.values(true)));
  }

  /** Classes that appear as they come give the sums of classes that were known. */
  @ParameterizedTest
  @MethodSource("cases")
  void shouldKeepWhatItKnowsWhenClassesAppear(String name, Scope scope, int classes) {
    Scored[] before = Scored.points(classes, POINTS, 1);
    Scored[] after = Scored.points(classes + 9, POINTS, 2);
    ScopedMetrics growing = metrics(name, scope, classes, before, 64);
    ScopedMetrics known = metrics(name, scope, classes + 9, before, 64);
    growing.resize(classes + 4);
    add(name, after, 64, growing);
    add(name, after, 64, known);

    assertThat(growing.classes()).isEqualTo(known.classes());
    assertThat(Values.numbers(growing.values(true)))
        .usingComparatorWithPrecision(scope == Scope.FADED ? 1e-12 : 0)
        .containsExactly(Values.numbers(known.values(true)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldWeighEachPointByItsAge(String name, Scope scope, int classes) {
    Scored[] points = Scored.points(classes, POINTS, 1);
    double[] weights = new double[POINTS]; // 0 before any label was learned
    double n = 0;
    for (int i = 0; i < POINTS && classes > 0; i++) {
      weights[i] = scope == Scope.FADED ? Math.pow(0.999, POINTS - 1 - i) : 1;
      n += weights[i];
    }
    ScopedMetrics metrics = metrics(name, scope, classes, points, 64);

    assertThat(metrics.n()).isCloseTo(n, within(1e-9 * n));
    double[] expected = Values.numbers(weighted(metric(name), scope, classes, points, weights));
    double[] found = Values.numbers(metrics.values(true).get(name));
    assertThat(found).usingComparatorWithPrecision(1e-9).containsExactly(expected);
  }

  private static <S extends Sums> Object weighted(
      Metric<S> metric, Scope scope, int classes, Scored[] points, double[] weights) {
    S sums = metric.sums().begin().apply(scope);
    sums.resize(Math.max(classes, 1));
    Outcomes all = new Outcomes(points.length);
    Arrays.stream(points).forEach(point -> adder(metric.name()).accept(point, all));
    sums.add(all, 0, points.length, weights);
    return metric.formula().apply(sums);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldNotDependOnTheScaleOfTheWeights(String name, Scope scope, int classes) {
    Scored[] points = Scored.points(classes, POINTS, 1);
    double[] ones = new double[POINTS];
    Arrays.fill(ones, 1);
    double[] larger = new double[POINTS];
    Arrays.fill(larger, scope == Scope.FADED ? 0x1p332 : 1);

    assertThat(Values.numbers(weighted(metric(name), scope, classes, points, larger)))
        .isEqualTo(Values.numbers(weighted(metric(name), scope, classes, points, ones)));
  }
}
