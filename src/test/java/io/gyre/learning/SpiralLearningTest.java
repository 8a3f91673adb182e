package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the three learners that Gyre starts with reach on endless spirals of ten seeds. */
class SpiralLearningTest {

  private static KindSettings standard(String name) {
    return SettingsDraft.standard(name).settings();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {42, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void shouldBring99PercentFromTheChallengersThird2000PointsOn(long seed) {
    Spiral spiral = new Spiral(standard("challenger"), seed);
    spiral.run(2 * Spiral.WINDOW);

    assertThat(spiral.window()).isGreaterThanOrEqualTo(99);
    assertThat(spiral.window()).isGreaterThanOrEqualTo(99);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {42, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void shouldBring95PercentWithinTheNetworksFirst20000Points(long seed) {
    Spiral spiral = new Spiral(standard("network"), seed);
    double best = 0;
    for (int window = 1; window <= 10; window++) {
      best = Math.max(best, spiral.window());
    }

    assertThat(best).isGreaterThanOrEqualTo(95);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {42, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void shouldKeepLogisticRegressionBetween60And75Percent(long seed) {
    Spiral spiral = new Spiral(standard("logistic"), seed);
    for (int window = 1; window <= 20; window++) {
      assertThat(spiral.window()).as("window %d", window).isBetween(60.0, 75.0);
    }
  }
}
