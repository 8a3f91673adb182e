package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.Optimiser.Rule;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing is clipped here, so that one point of 1e75 takes any step out of bounds. Of a logistic
 * learner: a network's hidden units saturate on such a point, and have no gradient left.
 */
class RefusedStepTest {

  private static final int BATCH = 8;
  private static final double[] MONSTER = {1e75, -1e75};

  private final Random random = new Random(1);

  private static SettingsDraft draft(Rule rule) {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.optimiser = rule;
    draft.learningRate = 100;
    draft.replay = 16;
    draft.memory = 40;
    draft.steps = 3;
    return draft;
  }

  private void learnOrdinary(OnlineLearner learner, int points) {
    for (int i = 0; i < points; i++) {
      double[] x = {random.nextGaussian(), random.nextGaussian()};
      learner.learn(x, random.nextInt(2));
    }
  }

  /** Takes the monster as the first of a batch, with a label that the learner finds wrong. */
  private void learnMonster(OnlineLearner learner) {
    learner.learn(MONSTER, learner.logit(MONSTER) > 0 ? 0 : 1);
    learnOrdinary(learner, BATCH - 1);
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeaveParametersMomentsAndStepBitIdentical(Rule rule) {
    OnlineLearner learner = draft(rule).learner(2);
    learnOrdinary(learner, 10 * BATCH);
    long[][] before = Copies.bits(learner);
    long step = learner.step();

    learnMonster(learner);

    assertThat(learner.refused()).isEqualTo(1);
    assertThat(learner.step()).isEqualTo(step);
    assertThat(Copies.bits(learner)).isDeepEqualTo(before);
    assertThat(learner.pending()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void shouldBarExactlyTheJoinedPoints(Rule rule) {
    OnlineLearner learner = draft(rule).learner(2);
    learnOrdinary(learner, 10 * BATCH);

    learnMonster(learner);

    int[] joined = Arrays.copyOf(learner.joinedSlots(), learner.joined());
    assertThat(joined).hasSize(BATCH + 16).contains(learner.memory().slot(10 * BATCH));
    for (int slot = 0; slot < learner.memory().capacity(); slot++) {
      int candidate = slot;
      assertThat(learner.memory().excluded(slot))
          .isEqualTo(Arrays.stream(joined).anyMatch(s -> s == candidate));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotRecurAndGoOnLearning(Rule rule) {
    OnlineLearner learner = draft(rule).learner(2);
    learnOrdinary(learner, 10 * BATCH);
    learnMonster(learner);
    long step = learner.step();
    int barred = learner.memory().slot(10 * BATCH);

    for (int batch = 1; batch <= 20; batch++) {
      learnOrdinary(learner, BATCH);
      boolean overwritten = !learner.memory().excluded(barred);
      assertThat(overwritten).isEqualTo(batch * BATCH > 40 - BATCH);
      if (!overwritten) {
        assertThat(Arrays.stream(learner.joinedSlots(), 0, learner.joined()))
            .doesNotContain(barred);
      }
    }

    assertThat(learner.refused()).isEqualTo(1);
    assertThat(learner.step()).isEqualTo(step + 20 * 3);
  }
}
