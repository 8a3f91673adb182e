package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.Examples;
import io.gyre.learning.gradient.GradientLearner;
import io.gyre.learning.gradient.Weights;
import io.gyre.learning.settings.ColumnView;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Points that are finite, and monstrous: they do no lasting harm to the learners of the start. */
class MonsterTest {

  private static final int SEEDS = 8;
  private static final double[][] MONSTERS = {
    {1e12, 1e12}, {1e12, 0.3}, {-0.2, -1e12}, {1e12, -1e12}
  };

  static Stream<Arguments> learners() {
    return Examples.learners().stream()
        .flatMap(
            learner -> Stream.of(ColumnView.values()).map(s -> Arguments.of(learner.name(), s)));
  }

  private static SettingsDraft draft(String name, ColumnView view) {
    SettingsDraft draft = SettingsDraft.standard(name);
    draft.view = view;
    return draft;
  }

  @ParameterizedTest(name = "{0}, view {1}")
  @MethodSource("learners")
  void shouldCostAtMostOnePointOfAccuracy2000PointsLater(String name, ColumnView view) {
    for (int seed = 0; seed < MONSTERS.length; seed++) {
      assertThat(gain(draft(name, view), seed, 2_000, false))
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(-1);
    }
  }

  /**
   * Among the first points there is no accuracy yet to be lost: the monster is one more draw of the
   * luck that initial weights of 0.01 give the notebook's network, and single runs end up to 8
   * points lower or 12 higher, as they do with another seed. Their mean stays.
   */
  @ParameterizedTest(name = "{0}, view {1}")
  @MethodSource("learners")
  void shouldCostAtMostOnePointInTheMeanWhenAmongTheFirstEight(String name, ColumnView view) {
    double sum = 0;
    int runs = name.equals("challenger") ? SEEDS : 3 * SEEDS;
    for (int seed = 0; seed < runs; seed++) {
      // By turns the monster is a first batch of its own, cut short by the end of a window.
      sum += gain(draft(name, view), seed, seed % 8, seed % 2 == 0);
    }
    assertThat(sum / runs).isGreaterThanOrEqualTo(-1);
  }

  /** The accuracy from 2,000 to 4,000 points after a monster, less that of a run without it. */
  private static double gain(SettingsDraft draft, int seed, int at, boolean flushed) {
    Spiral disturbed = new Spiral(draft.settings(), seed);
    disturbed.run(at);
    Spiral undisturbed = disturbed.fork();
    undisturbed.run(Spiral.WINDOW);
    disturbed.learner().learn(seed / MONSTERS.length % 2, MONSTERS[seed % MONSTERS.length]);
    if (flushed) {
      disturbed.learner().flush();
    }
    disturbed.run(Spiral.WINDOW);
    return disturbed.window() - undisturbed.window();
  }

  @ParameterizedTest(name = "{0}, view {1}")
  @MethodSource("learners")
  void shouldStayFiniteOnEveryFiniteFeature(String name, ColumnView view) {
    double[] values = {
      0, -0.0, 1, Double.MIN_VALUE, -3e-310, 1e-160, 1e12, -1e70, 1e154, 1e308, -Double.MAX_VALUE
    };
    for (double clip : new double[] {0, 10, 1e300}) {
      int classes = clip == 10 ? 4 : 2;
      SettingsDraft draft = draft(name, view);
      draft.clip = clip;
      draft.clipNorm = clip == 0 ? 0 : 0.5;
      Random random = new Random(7);
      assertStaysFinite(
          draft.run(3, classes), 1_000, x -> x[0] = values[random.nextInt(values.length)], random);
      assertStaysFinite(
          draft.run(3, classes),
          1_000,
          x -> Arrays.setAll(x, d -> values[random.nextInt(values.length)]),
          random);
      assertStaysFinite(draft.run(3, classes), 500, x -> Arrays.fill(x, 1e308), random);
      assertStaysFinite(draft.run(3, classes), 500, x -> Arrays.fill(x, 5), random);
    }
  }

  @ParameterizedTest(name = "{0}, view {1}")
  @MethodSource("learners")
  void shouldStayFiniteAtLearningRatesThatDiverge(String name, ColumnView view) {
    for (double rate : new double[] {1e3, 1e10, 1e60, 1e300, Double.MAX_VALUE}) {
      for (double clipNorm : new double[] {0, 0.5}) {
        SettingsDraft draft = draft(name, view);
        draft.learningRate = rate;
        draft.clipNorm = clipNorm;
        draft.l2 = rate / 2;
        int classes = clipNorm == 0 ? 4 : 2;
        assertStaysFinite(draft.run(3, classes), 500, x -> {}, new Random(7));
      }
    }
  }

  private interface Change {
    void accept(double[] x);
  }

  /** Runs over normal features that are changed, random labels, and flushes now and then. */
  private static void assertStaysFinite(Run run, int points, Change change, Random random) {
    double[] x = new double[3];
    GradientLearner learner = run.gradientLearner();
    for (int i = 0; i < points; i++) {
      Arrays.setAll(x, d -> random.nextGaussian());
      change.accept(x);
      double[] probabilities = run.predict(x);
      assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-12));
      assertThat(Arrays.stream(probabilities).allMatch(p -> p >= 0)).isTrue();
      long before = learner.step() + learner.refused();
      run.learn(random.nextInt(run.classes()), x);
      if (random.nextInt(20) == 0) {
        run.flush();
      }
      if (learner.step() + learner.refused() == before) {
        continue;
      }
      for (double[] array : Weights.all(learner.weights())) {
        assertThat(Arrays.stream(array).allMatch(Double::isFinite)).isTrue();
      }
    }
    assertThat(learner.step() + learner.refused()).isPositive();
  }
}
