package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.LearnerSettings.Initialisation;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case draws settings and a stream from the seed in its name. */
class RestoreTest {

  private static final int POINTS = 90;

  /** At every point a copy is made that goes on beside the original for some batches. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(
      ints = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
        26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40
      })
  void shouldGoOnBitForBitFromEveryPoint(int seed) {
    Random random = new Random(seed);
    LearnerSettings settings = settings(random);
    int features = 1 + random.nextInt(4);
    double[][] stream = stream(random, features);
    OnlineLearner original = new OnlineLearner(settings, features);
    for (int i = 0; i < POINTS; i++) {
      OnlineLearner ahead = Copies.of(original);
      OnlineLearner copy = Copies.of(original);
      Copies.assertSame(copy, original);
      for (int j = i; j < Math.min(POINTS, i + 3 * settings.batch()); j++) {
        assertSameStep(copy, ahead, stream[j]);
      }
      Copies.assertSame(copy, ahead);
      step(original, stream[i]);
    }
  }

  /** Restored at every point, so that nothing a field keeps between points can matter. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void shouldEqualARunNeverDisturbedWhenRestoredAtEveryPoint(int seed) {
    Random random = new Random(seed);
    LearnerSettings settings = settings(random);
    int features = 1 + random.nextInt(4);
    double[][] stream = stream(random, features);
    OnlineLearner undisturbed = new OnlineLearner(settings, features);
    OnlineLearner restored = new OnlineLearner(settings, features);
    for (double[] point : stream) {
      restored = Copies.of(restored);
      assertSameStep(restored, undisturbed, point);
    }
    Copies.assertSame(restored, undisturbed);
  }

  @ParameterizedTest(name = "{0} pending of 8, then batches of 3")
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void shouldStepOnAllThatIsPendingWhenTheBatchWasLowered(int pending) {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.replay = 5;
    OnlineLearner before = draft.learner(2);
    double[][] stream = stream(new Random(1), 2);
    for (int i = 0; i < 8 + pending; i++) {
      before.learn(stream[i], i % 2);
    }
    draft.batch = 3;
    OnlineLearner after = Copies.of(before, draft.settings());
    assertThat(after.pending()).isEqualTo(pending);

    boolean stepped = after.learn(stream[20], 1);

    assertThat(stepped).isEqualTo(pending + 1 >= 3);
    if (stepped) {
      assertThat(after.pending()).isZero();
      assertThat(after.joined()).isEqualTo(pending + 1 + 5);
      assertThat(after.step()).isEqualTo(before.step() + 1);
    }
  }

  private static void assertSameStep(OnlineLearner found, OnlineLearner expected, double[] point) {
    assertThat(found.logit(point)).isEqualTo(expected.logit(point));
    assertThat(step(found, point)).isEqualTo(step(expected, point));
    assertThat(found.counters()).isEqualTo(expected.counters());
    assertThat(Copies.bits(found)).isDeepEqualTo(Copies.bits(expected));
  }

  /** The last two numbers of a point say whether it is flushed after, and its label. */
  private static boolean step(OnlineLearner learner, double[] point) {
    boolean stepped = learner.learn(point, (int) point[point.length - 1]);
    return point[point.length - 2] == 1 ? learner.flush() || stepped : stepped;
  }

  private static double[][] stream(Random random, int features) {
    double[][] stream = new double[POINTS][features + 2];
    for (double[] point : stream) {
      for (int d = 0; d < features; d++) {
        // Now and then a monster, so that refused steps and excluded slots occur.
        point[d] = random.nextGaussian() * (random.nextInt(40) == 0 ? 1e80 : 1);
      }
      point[features] = random.nextInt(15) == 0 ? 1 : 0;
      point[features + 1] = random.nextInt(2);
    }
    return stream;
  }

  private static LearnerSettings settings(Random random) {
    boolean network = random.nextBoolean();
    SettingsDraft draft =
        network ? SettingsDraft.network(1 + random.nextInt(5)) : SettingsDraft.logistic();
    draft.initialisation =
        pick(random, network ? Initialisation.NORMAL : Initialisation.ZERO, Initialisation.FAN_IN);
    draft.optimiser = pick(random, Optimiser.Rule.values());
    draft.learningRate = pick(random, 0.03, 1.2, 1e60);
    draft.momentum = random.nextDouble();
    draft.batch = 1 + random.nextInt(10);
    draft.replay = pick(random, 0, 1, 20);
    draft.memory = draft.batch + random.nextInt(60);
    draft.steps = 1 + random.nextInt(3);
    draft.l2 = pick(random, 0.0, 0.01);
    draft.scaling = pick(random, Scaler.Scaling.values());
    draft.clip = pick(random, 0.0, 3.0);
    draft.clipNorm = pick(random, 0.0, 0.5);
    draft.seed = random.nextInt(1_000);
    return draft.settings();
  }

  @SafeVarargs
  private static <T> T pick(Random random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
