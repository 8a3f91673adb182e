package io.gyre.learning.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.Shared;
import io.gyre.learning.States;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalerTest {

  private static final double CLIP = 10;

  private final Shared shared = shared(new Memory(64, 1, false));
  private final Scaler scaler = shared.scaler();

  private static Shared shared(Memory memory) {
    Shared shared = new Shared(Encoders.ofFeatures(1), memory, null);
    shared.scaler().use();
    return shared;
  }

  private static void take(Shared shared, double... values) {
    for (double value : values) {
      shared.add(Row.of(value), 0);
    }
  }

  private void take(double... values) {
    take(shared, values);
  }

  private void takeMany(int points, IntToDoubleFunction value) {
    takeMany(shared, points, value);
  }

  private static void takeMany(Shared shared, int points, IntToDoubleFunction value) {
    IntStream.range(0, points).forEach(i -> take(shared, value.applyAsDouble(i)));
  }

  /** Against both formulas written out; the seed is in the name. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void shouldBeMeanAndPopulationDeviation(int seed) {
    double[] x = new Random(seed).doubles(2_000, -3, 500).toArray();
    take(x);

    double mean = Arrays.stream(x).average().orElseThrow();
    double deviation =
        Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    assertThat(scaler.count(0)).isEqualTo(x.length);
    assertThat(scaler.mean(0)).isCloseTo(mean, within(1e-10));
    assertThat(scaler.deviation(0)).isCloseTo(deviation, within(1e-10));
    assertThat(scaled(77, CLIP)).isCloseTo((77 - mean) / deviation, within(1e-12));
  }

  private double scaled(double x, double clip) {
    return Scaler.limit(scaler.scale(0, x), 0, clip);
  }

  @Test
  void shouldLearnNothingAndBeNoStateIfNobodyStandardises() {
    Shared plain = new Shared(Encoders.ofFeatures(1), new Memory(64, 1, false), null);
    take(plain, 1, 2, 3);

    assertThat(plain.scaler().count(0)).isZero();
    assertThat(plain.scaler().changes()).isZero();
    assertThat(plain.scaler().present()).isFalse();
    assertThat(plain.scaler().remembers(plain.memory())).isZero();
  }

  @Test
  void shouldOnlyLimitBeforeTheFirstPoint() {
    assertThat(scaled(7, CLIP)).isEqualTo(7);
    assertThat(scaled(11, CLIP)).isEqualTo(10);
  }

  @Test
  void shouldMakeAConstantFeatureZero() {
    takeMany(500, i -> 0.1);

    assertThat(scaler.mean(0)).isEqualTo(0.1);
    assertThat(scaler.deviation(0)).isZero();
    assertThat(scaled(0.1, CLIP)).isZero();
    assertThat(scaled(5, CLIP)).isZero();
  }

  /** No number beyond 1e70 may come out, or a weight of 1e70 makes an infinite logit. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e70, 1e300})
  void shouldBoundWhatIsNotClipped(double setting) {
    double clip = Scaler.effectiveClip(setting);
    assertThat(Scaler.limit(-1e308, 0, clip)).isEqualTo(-1e70);
    takeMany(100, i -> i % 2 * 1e-100);
    assertThat(scaled(1e308, clip)).isEqualTo(1e70);
  }

  /** The monster is any of the first eight. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void shouldForgetAMonsterAmongTheFirstPoints(int at) {
    Random random = new Random(at);
    takeMany(200, i -> i == at ? 1e12 : random.nextDouble() * 2 - 1);

    // Uniform on [−1, 1]: deviation 0.58, and the monster counts as one value of about 5.
    assertThat(scaler.deviation(0)).isBetween(0.5, 0.8);
    assertThat(scaler.mean(0)).isBetween(-0.2, 0.2);
    take(1e12);
    assertThat(scaler.deviation(0)).isBetween(0.5, 0.9);
  }

  @Test
  void shouldLetALateMonsterInAsTenDeviationsAtMost() {
    takeMany(1_000, i -> i % 2 == 0 ? -1 : 1);
    double before = scaler.deviation(0);

    take(1e12);

    // S grows by at most (10·σ)², of n·σ².
    double n = scaler.count(0);
    assertThat(scaler.deviation(0)).isBetween(before, before * Math.sqrt(1 + 100 / (n - 1)));
    assertThat(scaled(1, CLIP)).isCloseTo(1, within(0.1));
  }

  /** As a flag that is seldom set: the median distance from the median is 0. */
  @Test
  void shouldForgetAnEarlyMonsterInAFeatureThatIsMostlyZero() {
    take(0, 1e12, 0, 0, 1, 0, 1, 0);

    assertThat(scaler.deviation(0)).isLessThan(5);
  }

  /**
   * A flag that is not set before a monster comes in its place, among the first points or later.
   */
  @ParameterizedTest
  @ValueSource(ints = {5, 150})
  void shouldForgetAMonsterInAFeatureThatHasNotVaried(int at) {
    takeMany(200, i -> i == at ? 1e12 : 0);

    takeMany(20_000, i -> i % 2);

    assertThat(scaler.mean(0)).isBetween(0.4, 0.6);
    assertThat(scaler.deviation(0)).isBetween(0.4, 0.6);
  }

  /** A learner that standardises joins others; the memory is older than the scaler. */
  @Test
  void shouldBeginWithWhatTheMemoryHolds() {
    Shared older = new Shared(Encoders.ofFeatures(1), new Memory(500, 1, false), null);
    takeMany(older, 1_000, i -> 10 + i % 2);
    older.scaler().use();

    take(older, 11);
    assertThat(older.scaler().count(0)).isEqualTo(64);
    assertThat(older.scaler().mean(0)).isCloseTo(10.5, within(0.02));
    take(older, 1e12);
    assertThat(older.scaler().count(0)).isEqualTo(65);
    assertThat(older.scaler().deviation(0)).isLessThan(1);
  }

  /** The memory is older than the scaler, and held no points before. */
  @Test
  void shouldForgetAMonsterThatIsTheFirstPointOfALearnerThatJoins() {
    Memory none = new Memory(0, 1, false);
    for (int i = 0; i < 1_000; i++) {
      none.add(new double[] {i % 2}, 0);
    }
    Shared joined = shared(none.withCapacity(64));
    takeMany(joined, 200, i -> i == 0 ? 1e12 : i % 2);

    assertThat(joined.scaler().mean(0)).isBetween(0.3, 0.7);
    assertThat(joined.scaler().deviation(0)).isBetween(0.3, 0.9);
  }

  /** Which is as large as the learner on the list wants that wants most. */
  @Test
  void shouldNotDependOnHowLargeTheMemoryIs() {
    Shared larger = shared(new Memory(5_000, 1, false));
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      double x = random.nextInt(3) == 0 ? Double.NaN : random.nextGaussian();
      take(x);
      take(larger, x);
      assertThat(larger.scaler().remembers(larger.memory()))
          .isEqualTo(scaler.remembers(shared.memory()));
      States.assertSame(List.of(larger.scaler()), List.of(scaler));
    }
    assertThat(scaler.remembers(shared.memory())).isZero();
  }

  /** Each limited to ten deviations alone they would have a deviation of 1e-6 by then. */
  @ParameterizedTest
  @ValueSource(ints = {50, 200, 1_000, 10_000})
  void shouldKeepTheDeviationOfANumberThatIsNearlyAlwaysTheSame(int every) {
    takeMany(100 * every, i -> i % every == every - 1 ? 1 : 0);

    double p = 1.0 / every;
    assertThat(scaler.mean(0)).isCloseTo(p, within(p / 1e3));
    assertThat(scaler.deviation(0)).isCloseTo(Math.sqrt(p * (1 - p)), within(p));
  }

  /** What was let in once does not let in more: the k-th of many monsters is as harmless. */
  @Test
  void shouldNotBeStretchedByMonstersThatComeNowAndThen() {
    Random random = new Random(5);
    takeMany(100_000, i -> i % 10_000 == 9_999 ? 1e12 : random.nextGaussian());

    assertThat(scaler.mean(0)).isCloseTo(0, within(0.02));
    assertThat(scaler.deviation(0)).isCloseTo(1, within(0.02));
  }

  @Test
  void shouldFollowAFeatureThatVariesLateAndWidely() {
    takeMany(200, i -> 0);

    takeMany(10_000, i -> i % 2 == 0 ? -1e6 : 1e6);

    assertThat(scaler.deviation(0)).isBetween(0.9e6, 1.1e6);
  }

  @Test
  void shouldFollowAScaleThatGrowsAThousandfold() {
    takeMany(1_000, i -> i % 2 == 0 ? -1 : 1);

    takeMany(1_000, i -> i % 2 == 0 ? -1_000 : 1_000);

    assertThat(scaler.deviation(0)).isGreaterThan(500);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-310, 1e-160, 1e160, 1e308, Double.MAX_VALUE})
  void shouldStayFinite(double magnitude) {
    takeMany(300, i -> i % 3 * magnitude - magnitude);

    assertThat(scaler.mean(0)).isFinite();
    assertThat(scaler.deviation(0)).isFinite();
    for (double clip : new double[] {1e70, 10}) {
      for (double x : new double[] {0, magnitude, -magnitude, Double.MAX_VALUE}) {
        assertThat(Math.abs(scaled(x, clip))).isLessThanOrEqualTo(clip);
      }
    }
  }

  /** Restored after any number of points it goes on bit for bit. */
  @Test
  void shouldGoOnFromItsState() {
    Random random = new Random(9);
    Shared copy = shared(shared.memory());
    for (int i = 0; i < 200; i++) {
      States.restore(States.of(List.of(scaler)), List.of(copy.scaler()));
      assertThat(copy.scaler().scale(0, 0.7)).isEqualTo(scaler.scale(0, 0.7));
      long before = scaler.changes();
      take(random.nextInt(50) == 0 ? 1e9 : random.nextGaussian());
      copy.scaler().update(shared.memory(), shared.memory().count() - 1);
      States.assertSame(List.of(copy.scaler()), List.of(scaler));
      assertThat(scaler.changes()).isGreaterThan(before);
    }
  }

  @Test
  void shouldRefuseAStateThatIsTooShortOrTooLongOrOfMoreNumbers() {
    take(1, 2, 3);
    byte[] whole = States.of(List.of(scaler)).get("scaler");
    for (int length = 0; length <= whole.length + 8; length++) {
      if (length != whole.length) {
        States.assertDamaged(scaler, Arrays.copyOf(whole, length));
      }
    }
    Scaler ofNone = new Scaler(new Encoder(RecordSettings.standard()));
    States.assertDamaged(ofNone, whole);
  }
}
