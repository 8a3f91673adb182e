package io.gyre.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopedMetricsTest {

  private static ScopedMetrics metrics(Scope scope, int classes, int points) {
    ScopedMetrics metrics = new ScopedMetrics(scope, classes, false);
    Scored.add(Scored.points(classes, points, 1), 64, metrics);
    return metrics;
  }

  private static byte[] bytes(ScopedMetrics metrics) {
    StateWriter out = new StateWriter();
    metrics.write(out);
    return out.toBytes();
  }

  private static StateReader reader(byte[] bytes) {
    return new StateReader(ByteBuffer.wrap(bytes));
  }

  @Test
  void shouldNameMetricsInTheOrderOfTheRegistryBelowN() {
    List<String> names = MetricRegistry.metrics(false).stream().map(Metric::name).toList();

    assertThat(metrics(Scope.TOTAL, 2, 10).values(true).keySet())
        .startsWith("n", "accuracy", "kappa")
        .filteredOn(name -> !name.equals("n") && !name.startsWith(ScopedMetrics.OWN_N))
        .containsExactlyElementsOf(names);
  }

  @Test
  void shouldCountEveryPointAsOneInWindowAndTotal() {
    assertThat(metrics(Scope.WINDOW, 3, 100).n()).isEqualTo(100);
    assertThat(metrics(Scope.TOTAL, 3, 100).n()).isEqualTo(100);
    assertThat(metrics(Scope.FADED, 3, 1).n()).isEqualTo(1);
    assertThat(metrics(Scope.FADED, 3, 20_000).n()).isCloseTo(1_000, within(1e-5));
  }

  /** Windows of a point each, of many, and one that was stored: each is used again when added. */
  @Test
  void shouldAddWindowsOfAnyLengthToTheSameBits() {
    ScopedMetrics all = new ScopedMetrics(Scope.WINDOW, 2, false);
    ScopedMetrics report = new ScopedMetrics(Scope.WINDOW, 2, false);
    ScopedMetrics window = new ScopedMetrics(Scope.WINDOW, 2, false);
    for (int points : new int[] {1, 1, 3, 40, 1, 16, 17, 2}) {
      Scored.add(Scored.points(2, points, points), 64, window);
      byte[] stored = bytes(window);
      if (points == 3) {
        window.read(reader(stored));
      }
      report.addAll(window);
      all.addAll(read(stored));
      window.clear();
      assertThat(bytes(window)).isEqualTo(bytes(new ScopedMetrics(Scope.WINDOW, 2, false)));
      assertThat(bytes(report)).isEqualTo(bytes(all));
    }
    assertThat(report.values(true)).isEqualTo(all.values(true)).containsEntry("n", 81.0);
    report.clear();
    assertThat(bytes(report)).isEqualTo(bytes(new ScopedMetrics(Scope.WINDOW, 2, false)));
  }

  private static ScopedMetrics read(byte[] stored) {
    ScopedMetrics read = new ScopedMetrics(Scope.WINDOW, 2, false);
    read.read(reader(stored));
    return read;
  }

  /** 600,000 points: the weights are scaled down twice, and a point's first bits are long gone. */
  @Test
  void shouldFadeOnWhenWeightsHaveGrownTooLarge() {
    Scored[] points = Scored.points(2, 600_000, 1);
    List<Metric<?>> byAge =
        MetricRegistry.metrics(false).stream().filter(m -> m.sums() != OddsBins.KIND).toList();
    ScopedMetrics faded = new ScopedMetrics(byAge, Scope.FADED, 2);
    Scored.add(points, 64, faded);
    // Bins of the odds are halved at each 69th positive, which is another one here.
    ScopedMetrics recent = new ScopedMetrics(byAge, Scope.FADED, 2);
    Scored.add(Arrays.copyOfRange(points, 550_000, 600_000), 64, recent);

    assertThat(Values.numbers(faded.values(true)))
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(Values.numbers(recent.values(true)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 65_536})
  void shouldScaleDownToTheSameBitsHoweverPointsAreBatched(int batch) {
    Scored[] points = Scored.points(3, 231_000, 1);
    ScopedMetrics by64 = new ScopedMetrics(Scope.FADED, 3, false);
    Scored.add(points, 64, by64);
    ScopedMetrics other = new ScopedMetrics(Scope.FADED, 3, false);
    Scored.add(points, batch, other);

    assertThat(bytes(other)).isEqualTo(bytes(by64));
  }

  @Test
  void shouldTakeAFewBytesForAFreshWindow() {
    assertThat(bytes(metrics(Scope.WINDOW, 2, 0))).hasSizeLessThan(80);
    assertThat(bytes(metrics(Scope.WINDOW, 60, 0))).hasSizeLessThan(80);
    assertThat(bytes(metrics(Scope.WINDOW, 2, 20))).hasSizeLessThan(80 + 20 * 6);
  }

  @Test
  void shouldTakeAtMostNineBytesANumber() {
    // Bins of the odds have whole numbers: 1 byte each faded, 2 in total, of 10 classes 2 and 1.
    assertThat(bytes(metrics(Scope.FADED, 2, 100_000))).hasSizeLessThan(500 + 300);
    assertThat(bytes(metrics(Scope.FADED, 10, 100_000))).hasSizeLessThan(9 * 145 + 130 + 10 * 600);
    assertThat(bytes(metrics(Scope.TOTAL, 2, 100_000))).hasSizeLessThan(2 * 2_041 + 500);
  }

  @Test
  void shouldHaveTheClassesThatItReads() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.TOTAL, 5, false);

    metrics.read(reader(bytes(metrics(Scope.TOTAL, 3, 10))));

    assertThat(metrics.classes()).isEqualTo(3);
    assertThat((long[][]) metrics.values(true).get("confusion")).hasDimensions(3, 3);
  }

  @Test
  void shouldForgetWhatItKnewWhenItReads() {
    ScopedMetrics metrics = metrics(Scope.FADED, 4, 500);
    byte[] other = bytes(metrics(Scope.FADED, 4, 100));

    metrics.read(reader(other));

    assertThat(bytes(metrics)).isEqualTo(other);
  }

  @Test
  void shouldLeaveOutSumsThatItDoesNotKnow() {
    List<Metric<?>> fewer = List.of(metric("kappa"));
    ScopedMetrics metrics = new ScopedMetrics(fewer, Scope.TOTAL, 2);
    ScopedMetrics whole = metrics(Scope.TOTAL, 2, 100);

    metrics.read(reader(bytes(whole)));

    assertThat(metrics.values(true))
        .isEqualTo(Map.of("n", 100.0, "kappa", whole.values(true).get("kappa")));
  }

  @Test
  void shouldCountFromNowOnWhatWasNotStored() {
    ScopedMetrics fewer = new ScopedMetrics(List.of(metric("cost")), Scope.TOTAL, 3);
    Scored[] points = Scored.points(3, 150, 1);
    Scored.add(Arrays.copyOf(points, 100), 64, fewer);
    ScopedMetrics metrics =
        new ScopedMetrics(List.of(metric("cost"), metric("kappa"), metric("auc")), Scope.TOTAL, 3);

    metrics.read(reader(bytes(fewer)));

    assertThat(metrics.values(true)).containsEntry("kappa", null).doesNotContainKey("n-kappa");
    ScopedMetrics from100 = new ScopedMetrics(Scope.TOTAL, 3, false);
    Scored.add(Arrays.copyOfRange(points, 100, 150), 64, metrics);
    Scored.add(Arrays.copyOfRange(points, 100, 150), 64, from100);
    assertThat(metrics.values(true))
        .containsEntry("n", 150.0)
        .containsEntry("n-kappa", 50.0)
        .containsEntry("kappa", from100.values(true).get("kappa"))
        .doesNotContainKey("n-cost");
  }

  @Test
  void shouldSayHowManyPointsTheAucIsOf() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.TOTAL, 0, false);
    Scored.add(Scored.points(1, 3, 1), 64, metrics); // of one class
    Scored.add(Scored.points(2, 50, 1), 64, metrics);

    assertThat(metrics.values(true)).containsEntry("n", 53.0).containsEntry("n-auc", 50.0);
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void shouldRefuseStateThatEndsTooEarly(Scope scope) {
    byte[] bytes = bytes(metrics(scope, 3, 100));
    for (int length = 0; length < bytes.length; length++) {
      StateReader cut = reader(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> new ScopedMetrics(scope, 3, false).read(cut))
          .isInstanceOf(DamagedStateException.class);
    }
  }

  @Test
  void shouldReadOrRefuseAnyBytes() {
    Random random = new Random(1);
    byte[] good = bytes(metrics(Scope.FADED, 3, 100));
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      try {
        new ScopedMetrics(Scope.FADED, 3, false).read(reader(bad));
      } catch (DamagedStateException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void shouldRefuseSumsOfAnotherShape() {
    StateWriter out = new StateWriter();
    out.putByte(2); // classes
    SparseCodec.write(new double[] {1, 4}, out);
    out.putByte(1).putText("classes");
    SparseCodec.write(new double[] {1, 2, 3}, out);

    assertThatThrownBy(() -> new ScopedMetrics(Scope.TOTAL, 2, false).read(reader(out.toBytes())))
        .isInstanceOf(DamagedStateException.class)
        .hasMessage("classes: found 3 numbers, expected 6");
  }

  private static Metric<?> metric(String name) {
    return MetricRegistry.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
