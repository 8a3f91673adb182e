package io.gyre.learning.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.Run;
import io.gyre.learning.SettingsDraft;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.optimiser.Optimisers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing is clipped here, so that one point of 1e75 takes any step out of bounds. Of a logistic
 * learner: a network's hidden units saturate on such a point, and have no gradient left.
 */
class RefusedStepTest {

  private static final int BATCH = 8;
  private static final double[] MONSTER = {1e75, -1e75};

  private final Random random = new Random(1);

  private static SettingsDraft draft(String optimiser) {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.optimiser = optimiser;
    draft.learningRate = 100;
    draft.replay = 16;
    draft.memory = 40;
    draft.steps = 3;
    return draft;
  }

  static Stream<Arguments> optimisersAndClasses() {
    return Optimisers.names().stream()
        .flatMap(optimiser -> Stream.of(2, 3).map(classes -> Arguments.of(optimiser, classes)));
  }

  private void learnOrdinary(Run run, int points) {
    for (int i = 0; i < points; i++) {
      run.learn(random.nextInt(run.classes()), random.nextGaussian(), random.nextGaussian());
    }
  }

  /** Takes the monster as the first of a batch, with a label that the learner finds wrong. */
  private void learnMonster(Run run) {
    run.learn(run.predict(MONSTER)[1] > 0.5 ? 0 : 1, MONSTER);
    learnOrdinary(run, BATCH - 1);
  }

  @ParameterizedTest
  @MethodSource("optimisersAndClasses")
  void shouldLeaveParametersMomentsAndStepAsTheyWere(String optimiser, int classes) {
    Run run = draft(optimiser).run(2, classes);
    GradientLearner learner = run.gradientLearner();
    learnOrdinary(run, 10 * BATCH);
    double[][] before = Weights.all(run);
    long step = learner.step();

    learnMonster(run);

    assertThat(learner.refused()).isEqualTo(1);
    assertThat(learner.step()).isEqualTo(step);
    assertThat(Weights.all(run)).isDeepEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("optimisersAndClasses")
  void shouldExcludeExactlyTheJoinedPoints(String optimiser, int classes) {
    Run run = draft(optimiser).run(2, classes);
    GradientLearner learner = run.gradientLearner();
    learnOrdinary(run, 10 * BATCH);

    learnMonster(run);

    Set<Long> joined = joined(learner);
    assertThat(learner.batch.size).isEqualTo(BATCH + 16);
    assertThat(joined).contains(10L * BATCH);
    for (long number = 0; number < run.memory().count(); number++) {
      assertThat(learner.excluded.contains(number)).isEqualTo(joined.contains(number));
    }
  }

  /** Of a gradient of 1e50 the square would be a moment of 1e100, at whatever learning rate. */
  @ParameterizedTest
  @MethodSource("optimisersAndClasses")
  void shouldRefuseMomentsOutOfBoundsWhateverTheLimitOfTheGradient(String optimiser, int classes) {
    for (double limit : new double[] {1, 1e19, 1e21, 1e50, 1e300}) {
      SettingsDraft draft = draft(optimiser);
      draft.learningRate = 1e-40;
      draft.clipNorm = limit;
      Run run = draft.run(2, classes);
      GradientLearner learner = run.gradientLearner();
      for (int i = 0; i < 20; i++) {
        learnMonster(run);
      }
      for (double[] numbers : Weights.all(run)) {
        assertThat(Arrays.stream(numbers)).allMatch(x -> Math.abs(x) <= Scaler.MAX_MAGNITUDE);
      }
    }
  }

  private static Set<Long> joined(GradientLearner learner) {
    Set<Long> joined = new HashSet<>();
    for (int j = 0; j < learner.batch.size; j++) {
      joined.add(learner.batch.numbers[j]);
    }
    return joined;
  }

  @ParameterizedTest
  @MethodSource("optimisersAndClasses")
  void shouldNotRecurAndGoOnLearning(String optimiser, int classes) {
    Run run = draft(optimiser).run(2, classes);
    GradientLearner learner = run.gradientLearner();
    learnOrdinary(run, 10 * BATCH);
    learnMonster(run);
    long step = learner.step();
    long excluded = 10 * BATCH;

    for (int batch = 1; batch <= 20; batch++) {
      learnOrdinary(run, BATCH);
      assertThat(joined(learner)).doesNotContain(excluded);
      // 40 points are remembered, of them these 8 · batch are newer than the monster's own batch.
      assertThat(learner.excluded.contains(excluded)).isEqualTo(batch * BATCH <= 40 - BATCH);
    }

    assertThat(learner.refused()).isEqualTo(1);
    assertThat(learner.step()).isEqualTo(step + 20 * 3);
  }
}
