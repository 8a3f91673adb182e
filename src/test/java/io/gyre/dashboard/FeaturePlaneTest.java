package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Label;
import io.gyre.data.Spirals;
import io.gyre.topic.Parameters.Scaling;
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
    FeaturePlane plain = FeaturePlane.of(samples, 3, 0, 1, null);
    samples.set(count / 2, sample(1e12, -1e308, 1e308));

    FeaturePlane view = FeaturePlane.of(samples, 3, 0, 1, null);

    for (int axis = 0; axis < 2; axis++) {
      assertThat(view.low()[axis]).isCloseTo(plain.low()[axis], within(0.4));
      assertThat(view.high()[axis]).isCloseTo(plain.high()[axis], within(0.4));
    }
    for (int d = 0; d < 3; d++) {
      assertThat(view.centre()[d]).isCloseTo(plain.centre()[d], within(0.1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 101, 600})
  void shouldShowEveryOrdinaryPointInASquareAroundThem(int count) {
    List<AnsweredPoint> samples = spirals(count);

    FeaturePlane view = FeaturePlane.of(samples, 3, 0, 1, null);

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
  void shouldNotLookForTheScaleOfAColumnThatIsNoNumber() {
    Scaling ofOneNumber = new Scaling(7, new double[] {10}, new double[] {2});

    FeaturePlane view = FeaturePlane.of(List.of(), 3, 0, 2, ofOneNumber);

    assertThat(view.centre()).containsExactly(10, 0, 0);
  }

  @Test
  void shouldLeaveEachAxisItsScaleWhereTheyDiffer() {
    List<AnsweredPoint> samples = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      samples.add(sample(i, i * 1_000));
    }

    FeaturePlane view = FeaturePlane.of(samples, 2, 0, 1, null);

    assertThat(view.low()).containsExactly(-12, -12_000);
    assertThat(view.high()).containsExactly(112, 112_000);
  }

  @Test
  void shouldShowAllValuesWhereMostAreTheSame() {
    List<AnsweredPoint> samples = new ArrayList<>(List.of(sample(0, 7), sample(3, 7)));
    for (int i = 0; i < 20; i++) {
      samples.add(sample(0, 7));
    }

    FeaturePlane view = FeaturePlane.of(samples, 2, 0, 1, null);

    assertThat(view.high()[0]).isGreaterThan(3);
    assertThat(view.low()[1]).isLessThan(7);
    assertThat(view.high()[1]).isGreaterThan(7);
  }

  @Test
  void shouldStayWhereItWasAsLongAsItShowsThePointsWell() {
    FeaturePlane before = FeaturePlane.of(spirals(600), 3, 0, 1, null);
    List<AnsweredPoint> fewer = spirals(300);
    FeaturePlane now = FeaturePlane.of(fewer, 3, 0, 1, null);

    assertThat(now.low()).isNotEqualTo(before.low());
    FeaturePlane steadied = now.steadied(before.low(), before.high());
    assertThat(steadied.low()).isEqualTo(before.low());
    assertThat(steadied.high()).isEqualTo(before.high());
    assertThat(steadied.centre()).isEqualTo(now.centre());

    fewer.add(sample(1.5, 0, 5));
    FeaturePlane outside = FeaturePlane.of(fewer, 3, 0, 1, null);
    assertThat(outside.steadied(before.low(), before.high())).isSameAs(outside);
    assertThat(now.steadied(new double[] {-2, -2}, new double[] {2, 2})).isSameAs(now);
  }

  @Test
  void shouldStayFiniteWhateverThePoints() {
    List<AnsweredPoint> samples =
        List.of(sample(1e308, 0), sample(-1e308, 0), sample(1e308, 1e-300));

    FeaturePlane view = FeaturePlane.of(samples, 2, 0, 1, null);

    assertThat(Arrays.stream(view.at(0.3, 0.7))).allMatch(Double::isFinite);
    assertThat(view.high()[0] - view.low()[0]).isFinite();
  }

  @Test
  void shouldGuessFromTheScalerWhereNoPointIsToBeSeen() {
    Scaling scaling = new Scaling(100, new double[] {5, -2}, new double[] {1, 1});

    FeaturePlane view = FeaturePlane.of(List.of(), 2, 0, 1, scaling);

    assertThat(view.centre()).containsExactly(5, -2);
    assertThat(view.low()[0]).isCloseTo(5 - 3 * 1.24, within(1e-9));
    assertThat(view.high()[1]).isCloseTo(-2 + 3 * 1.24, within(1e-9));
    assertThat(FeaturePlane.of(List.of(), 2, 0, 1, null).centre()).containsExactly(0, 0);
  }

  /** Two features of the spiral and a third around 5. */
  private static List<AnsweredPoint> spirals(int count) {
    Spirals spirals = Spirals.standard(7);
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
}
