package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.encoding.Encoder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalerTest {

  private static final int CAPACITY = 8;
  private static final Encoder ENCODER = Encoder.ofFeatures(1);

  private final Memory memory = new Memory(CAPACITY, 1);

  private static Scaler scaler(View view, double clip) {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.view = view;
    draft.clip = clip;
    Scaler scaler = new Scaler(draft.training());
    scaler.resize(1);
    return scaler;
  }

  private void take(Scaler scaler, double... values) {
    for (double value : values) {
      memory.add(new double[] {value}, 0);
    }
    scaler.update(ENCODER, memory, (int) Math.min(CAPACITY, memory.count()), values.length);
  }

  private void takeMany(Scaler scaler, int points, IntToDoubleFunction value) {
    for (int i = 0; i < points; i++) {
      take(scaler, value.applyAsDouble(i));
    }
  }

  /** Against both formulas written out, in batches of random size; the seed is in the name. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void shouldBeMeanAndPopulationDeviation(int seed) {
    Random random = new Random(seed);
    Memory all = new Memory(2_000, 1);
    Scaler scaler = scaler(View.STANDARDISED, 0);
    double[] x = random.doubles(2_000, -3, 500).toArray();
    for (int taken = 0; taken < x.length; ) {
      int points = Math.min(1 + random.nextInt(100), x.length - taken);
      for (int i = 0; i < points; i++) {
        all.add(new double[] {x[taken++]}, 0);
      }
      scaler.update(ENCODER, all, (int) all.count(), points);
    }

    double mean = Arrays.stream(x).average().orElseThrow();
    double deviation =
        Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    assertThat(scaler.count(0)).isEqualTo(x.length);
    assertThat(scaler.mean(0)).isCloseTo(mean, within(1e-10));
    assertThat(scaler.deviation(0)).isCloseTo(deviation, within(1e-10));
    assertThat(scaler.scale(0, 77)).isCloseTo((77 - mean) / deviation, within(1e-12));
  }

  @Test
  void shouldOnlyLimitWithoutScaling() {
    Scaler scaler = scaler(View.PLAIN, 10);
    take(scaler, 1, 2, 3);

    assertThat(scaler.scale(0, 7)).isEqualTo(7);
    assertThat(scaler.scale(0, 1e12)).isEqualTo(10);
    assertThat(scaler.scale(0, -1e308)).isEqualTo(-10);
    assertThat(scaler.standardises()).isFalse();
  }

  @Test
  void shouldOnlyLimitBeforeTheFirstBatch() {
    Scaler scaler = scaler(View.STANDARDISED, 10);

    assertThat(scaler.scale(0, 7)).isEqualTo(7);
    assertThat(scaler.scale(0, 11)).isEqualTo(10);
  }

  @Test
  void shouldMakeAConstantFeatureZero() {
    Scaler scaler = scaler(View.STANDARDISED, 10);
    takeMany(scaler, 500, i -> 0.1);

    assertThat(scaler.mean(0)).isEqualTo(0.1);
    assertThat(scaler.deviation(0)).isZero();
    assertThat(scaler.scale(0, 0.1)).isZero();
    assertThat(scaler.scale(0, 5)).isZero();
  }

  /** No number beyond 1e70 may come out, or a weight of 1e70 makes an infinite logit. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e70, 1e300})
  void shouldBoundWhatIsNotClipped(double clip) {
    assertThat(scaler(View.PLAIN, clip).scale(0, -1e308)).isEqualTo(-1e70);
    Scaler standard = scaler(View.STANDARDISED, clip);
    takeMany(standard, 100, i -> i % 2 * 1e-100);
    assertThat(standard.scale(0, 1e308)).isEqualTo(1e70);
  }

  /** The first batch is of one, two or eight points, and the monster any of the first eight. */
  @Test
  void shouldForgetAMonsterAmongTheFirstPoints() {
    for (int batch : new int[] {1, 2, 8}) {
      for (int at = 0; at < 8; at++) {
        Scaler scaler = scaler(View.STANDARDISED, 10);
        Random random = new Random(at);
        for (int i = 0; i < 200; i += batch) {
          double[] values = random.doubles(batch, -1, 1).toArray();
          if (at >= i && at < i + batch) {
            values[at - i] = 1e12;
          }
          take(scaler, values);
        }
        // Uniform on [−1, 1]: deviation 0.58; of eight points it is off by a third easily.
        assertThat(scaler.deviation(0)).as("batch %d, at %d", batch, at).isBetween(0.3, 1.0);
        assertThat(scaler.mean(0)).as("batch %d, at %d", batch, at).isBetween(-0.3, 0.5);
      }
    }
  }

  @Test
  void shouldLetALateMonsterInAsTenDeviationsAtMost() {
    Scaler scaler = scaler(View.STANDARDISED, 10);
    takeMany(scaler, 1_000, i -> i % 2 == 0 ? -1 : 1);
    double before = scaler.deviation(0);

    take(scaler, 1e12);

    // S grows by at most (10·σ)², of n·σ².
    double n = scaler.count(0);
    assertThat(scaler.deviation(0)).isBetween(before, before * Math.sqrt(1 + 100 / (n - 1)));
    assertThat(scaler.scale(0, 1)).isCloseTo(1, within(0.1));
  }

  /** As a flag that is seldom set: the median distance from the median is 0. */
  @Test
  void shouldForgetAnEarlyMonsterInAFeatureThatIsMostlyZero() {
    Scaler scaler = scaler(View.STANDARDISED, 10);
    take(scaler, 0, 1e12, 0, 0, 1, 0, 1, 0);

    assertThat(scaler.deviation(0)).isLessThan(5);
  }

  /**
   * A flag that is not set before a monster comes in its place, among the first points or later.
   */
  @ParameterizedTest
  @ValueSource(ints = {5, 150})
  void shouldForgetAMonsterInAFeatureThatHasNotVaried(int at) {
    Scaler scaler = scaler(View.STANDARDISED, 10);
    takeMany(scaler, 200, i -> i == at ? 1e12 : 0);

    takeMany(scaler, 20_000, i -> i % 2);

    assertThat(scaler.mean(0)).isBetween(0.4, 0.6);
    assertThat(scaler.deviation(0)).isBetween(0.4, 0.6);
  }

  /** The memory is older than the scaler, and was of no points before. */
  @Test
  void shouldForgetAMonsterThatIsTheFirstPointOfALearnerThatJoins() {
    Memory none = new Memory(0, 1);
    for (int i = 0; i < 1_000; i++) {
      none.add(new double[] {i % 2}, 0);
    }
    Memory joined = none.withCapacity(64);
    Scaler scaler = scaler(View.STANDARDISED, 10);
    for (int i = 0; i < 200; i++) {
      joined.add(new double[] {i == 0 ? 1e12 : i % 2}, 0);
      scaler.update(ENCODER, joined, (int) (joined.count() - joined.oldest()), 1);
    }

    assertThat(scaler.mean(0)).isBetween(0.3, 0.7);
    assertThat(scaler.deviation(0)).isBetween(0.3, 0.9);
  }

  @Test
  void shouldFollowAFeatureThatVariesLateAndWidely() {
    Scaler scaler = scaler(View.STANDARDISED, 10);
    takeMany(scaler, 200, i -> 0);

    takeMany(scaler, 10_000, i -> i % 2 == 0 ? -1e6 : 1e6);

    assertThat(scaler.deviation(0)).isBetween(0.9e6, 1.1e6);
  }

  @Test
  void shouldFollowAScaleThatGrowsAThousandfold() {
    Scaler scaler = scaler(View.STANDARDISED, 10);
    takeMany(scaler, 1_000, i -> i % 2 == 0 ? -1 : 1);

    takeMany(scaler, 1_000, i -> i % 2 == 0 ? -1_000 : 1_000);

    assertThat(scaler.deviation(0)).isGreaterThan(500);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-310, 1e-160, 1e160, 1e308, Double.MAX_VALUE})
  void shouldStayFinite(double magnitude) {
    for (double clip : new double[] {0, 10}) {
      Scaler scaler = scaler(View.STANDARDISED, clip);
      takeMany(scaler, 300, i -> i % 3 * magnitude - magnitude);

      assertThat(scaler.mean(0)).isFinite();
      assertThat(scaler.deviation(0)).isFinite();
      for (double x : new double[] {0, magnitude, -magnitude, Double.MAX_VALUE}) {
        assertThat(Math.abs(scaler.scale(0, x))).isLessThanOrEqualTo(clip == 0 ? 1e70 : clip);
      }
    }
  }
}
