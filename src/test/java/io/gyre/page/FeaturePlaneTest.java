package io.gyre.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.Examples;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Spirals;
import io.gyre.page.live.ValueRange;
import io.gyre.page.state.AnsweredPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturePlaneTest {

  @ParameterizedTest
  @ValueSource(ints = {20, 101, 600})
  void shouldNotBeMovedByAMonster(int count) {
    List<AnsweredPoint> samples = spirals(count);
    FeaturePlane plain = plane(samples);
    samples.set(count / 2, sample(1e12, -1e308, 1e308));

    FeaturePlane view = plane(samples);

    for (int axis = 0; axis < 2; axis++) {
      assertThat(view.low()[axis]).isCloseTo(plain.low()[axis], within(0.4));
      assertThat(view.high()[axis]).isCloseTo(plain.high()[axis], within(0.4));
    }
    for (int d = 0; d < 3; d++) {
      String path = "features." + d;
      assertThat(view.centre().get(path)).isCloseTo(plain.centre().get(path), within(0.1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 101, 600})
  void shouldShowEveryOrdinaryPointInASquareAroundThem(int count) {
    List<AnsweredPoint> samples = spirals(count);

    FeaturePlane view = plane(samples);

    assertThat(view.high()[0] - view.low()[0])
        .isCloseTo(view.high()[1] - view.low()[1], within(1e-12));
    for (int axis = 0; axis < 2; axis++) {
      int d = axis;
      double[] values =
          samples.stream().mapToDouble(s -> s.fields().numbers()[d]).sorted().toArray();
      assertThat(values[0] - view.low()[axis])
          .isPositive()
          .isCloseTo(view.high()[axis] - values[count - 1], within(1e-6));
    }
  }

  @Test
  void shouldLeaveEachAxisItsScaleWhereTheyDiffer() {
    List<AnsweredPoint> samples = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      samples.add(sample(i, i * 1_000));
    }

    FeaturePlane view = plane(samples);

    assertThat(view.low()).containsExactly(-12, -12_000);
    assertThat(view.high()).containsExactly(112, 112_000);
  }

  @Test
  void shouldShowAllValuesWhereMostAreTheSame() {
    List<AnsweredPoint> samples = new ArrayList<>(List.of(sample(0, 7), sample(3, 7)));
    for (int i = 0; i < 20; i++) {
      samples.add(sample(0, 7));
    }

    FeaturePlane view = plane(samples);

    assertThat(view.high()[0]).isGreaterThan(3);
    assertThat(view.low()[1]).isLessThan(7);
    assertThat(view.high()[1]).isGreaterThan(7);
  }

  @Test
  void shouldStayWhereItWasAsLongAsItShowsThePointsWell() {
    FeaturePlane before = plane(spirals(600));
    List<AnsweredPoint> fewer = spirals(300);
    FeaturePlane now = plane(fewer);

    assertThat(now.low()).isNotEqualTo(before.low());
    FeaturePlane steadied = now.steadied(before.low(), before.high());
    assertThat(steadied.low()).isEqualTo(before.low());
    assertThat(steadied.high()).isEqualTo(before.high());
    assertThat(steadied.centre()).isEqualTo(now.centre());

    fewer.add(sample(1.5, 0, 5));
    FeaturePlane outside = plane(fewer);
    assertThat(outside.steadied(before.low(), before.high())).isSameAs(outside);
    assertThat(now.steadied(new double[] {-2, -2}, new double[] {2, 2})).isSameAs(now);
  }

  @Test
  void shouldStayFiniteWhateverThePoints() {
    List<AnsweredPoint> samples =
        List.of(sample(1e308, 0), sample(-1e308, 0), sample(1e308, 1e-300));

    FeaturePlane view = plane(samples);

    assertThat(Arrays.stream(view.places(11).apply(80).numbers())).allMatch(Double::isFinite);
    assertThat(view.high()[0] - view.low()[0]).isFinite();
  }

  @Test
  void shouldLeaveTextMissingAndNumbersAtTheirMeans() {
    String[] paths = {"name", "a", "b", "c", "mixed"};
    List<AnsweredPoint> points = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      points.add(
          Fixture.sample(
              new Fields(
                  paths,
                  new double[] {
                    Double.NaN, i, i == 3 ? Double.NaN : 7, 2 * i, i < 3 ? i : Double.NaN
                  },
                  new String[] {"n" + i, null, null, null, i < 3 ? null : "x"}),
              Label.of(1),
              Map.of()));
    }

    FeaturePlane view = FeaturePlane.of(ValueRange.of(points), "c", "c");
    Fields corner = view.places(11).apply(55);

    assertThat(view.centre().keySet()).containsExactly("a", "b", "c");
    assertThat(corner.paths).containsExactly("a", "b", "c");
    assertThat(corner.number(0)).isCloseTo(4.5, within(1e-9));
    assertThat(corner.number(1)).isEqualTo(7);
    assertThat(corner.number(2)).isEqualTo(view.low()[0]);
  }

  /** Two features of the spiral and a third around 5. */
  private static List<AnsweredPoint> spirals(int count) {
    Spirals spirals = Examples.spirals(7);
    List<AnsweredPoint> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] x = spirals.at(i).features();
      samples.add(sample(x[0], x[1], 5 + x[0] * x[1]));
    }
    return samples;
  }

  private static AnsweredPoint sample(double... features) {
    return Fixture.sample(features, Label.of(1), Map.of());
  }

  private static FeaturePlane plane(List<AnsweredPoint> points) {
    return FeaturePlane.of(ValueRange.of(points), "features.0", "features.1");
  }
}
