package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Point;
import io.gyre.data.Spirals;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpiralShapeTest {

  private static final Spirals SPIRALS = Spirals.standard(3);
  private static final Point STRAY = new Point("far", new double[] {1e12, -3}, 1);

  @Test
  void shouldRecogniseTheSpiralAtAnyAngleAndWithSwappedLabels() {
    assertThat(SpiralShape.of(samples(SPIRALS::at))).isTrue();
    assertThat(SpiralShape.of(samples(i -> SPIRALS.at(i, 123, true)))).isTrue();
  }

  @Test
  void shouldNotTakeOtherPointsForTheSpiral() {
    Random random = new Random(4);
    LongFunction<Point> blob =
        i ->
            new Point(
                "b" + i,
                new double[] {random.nextDouble() - 0.5, random.nextDouble() - 0.5},
                (int) (i % 2));

    assertThat(SpiralShape.of(samples(blob))).isFalse();
    assertThat(SpiralShape.of(samples(i -> new Point("p", new double[] {2, 0}, 1)))).isFalse();
    assertThat(SpiralShape.of(samples(i -> new Point("p", new double[] {0, 0, 0}, 1)))).isFalse();
    assertThat(SpiralShape.of(List.of())).isFalse();
    Spirals threeArms = new Spirals(3, 3, 0.2, SPIRALS.turns(), 0, Spirals.NEVER);
    assertThat(SpiralShape.of(samples(threeArms::at))).isFalse();
  }

  @Test
  void shouldOverlookAFewStrayPoints() {
    assertThat(SpiralShape.of(samples(i -> i % 60 == 0 ? STRAY : SPIRALS.at(i)))).isTrue();
    assertThat(SpiralShape.of(samples(i -> i % 20 == 0 ? STRAY : SPIRALS.at(i)))).isFalse();
  }

  static List<AnsweredPoint> samples(LongFunction<Point> points) {
    return LongStream.range(0, 400).mapToObj(points).map(SpiralShapeTest::sample).toList();
  }

  static AnsweredPoint sample(Point point) {
    return new AnsweredPoint(point.id(), point.features(), point.label(), 0, Map.of());
  }
}
