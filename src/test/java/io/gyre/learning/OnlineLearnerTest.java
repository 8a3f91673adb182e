package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class OnlineLearnerTest {

  private final Random random = new Random(1);

  private double[] point() {
    return new double[] {random.nextGaussian(), random.nextGaussian()};
  }

  private void learn(OnlineLearner learner, int points) {
    for (int i = 0; i < points; i++) {
      learner.learn(point(), random.nextInt(2));
    }
  }

  @Test
  void shouldStepWhenTheBatchIsFullAndOnlyThen() {
    OnlineLearner learner = SettingsDraft.network(3).learner(2);
    for (int i = 1; i <= 24; i++) {
      assertThat(learner.learn(point(), i % 2)).as("point %d", i).isEqualTo(i % 8 == 0);
      assertThat(learner.step()).isEqualTo(i / 8);
      assertThat(learner.pending()).isEqualTo(i % 8);
    }
  }

  @Test
  void shouldCountEveryStepOnABatch() {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.steps = 4;
    OnlineLearner learner = draft.learner(2);
    learn(learner, 16);

    assertThat(learner.step()).isEqualTo(8);
  }

  @Test
  void shouldFlushWhatIsPending() {
    OnlineLearner learner = SettingsDraft.network(3).learner(2);
    learn(learner, 11);

    assertThat(learner.flush()).isTrue();

    assertThat(learner.step()).isEqualTo(2);
    assertThat(learner.pending()).isZero();
    assertThat(learner.joined()).isEqualTo(3);
  }

  @Test
  void shouldFlushNothingWhenNothingIsPending() {
    OnlineLearner learner = SettingsDraft.network(3).learner(2);
    assertThat(learner.flush()).isFalse();
    learn(learner, 8);
    OnlineLearner before = Copies.of(learner);

    assertThat(learner.flush()).isFalse();

    Copies.assertSame(learner, before);
  }

  @Test
  void shouldFillAWholeBatchAfterAFlush() {
    OnlineLearner learner = SettingsDraft.network(3).learner(2);
    learn(learner, 3);
    learner.flush();
    learn(learner, 7);
    assertThat(learner.step()).isEqualTo(1);

    learn(learner, 1);

    assertThat(learner.step()).isEqualTo(2);
  }

  @Test
  void shouldChangeNothingByPredicting() {
    OnlineLearner learner = SettingsDraft.network(3).learner(2);
    learn(learner, 13);
    OnlineLearner before = Copies.of(learner);
    double[] x = point();
    double[] same = x.clone();

    double logit = learner.logit(x);

    assertThat(learner.logit(x)).isEqualTo(logit);
    assertThat(x).isEqualTo(same);
    Copies.assertSame(learner, before);
  }

  @Test
  void shouldRefuseAPointWithoutALabel() {
    OnlineLearner learner = SettingsDraft.network(3).learner(2);

    assertThatThrownBy(() -> learner.learn(point(), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(learner.memory().count()).isZero();
  }

  @Test
  void shouldJoinTheBatchAndWhatIsSampled() {
    SettingsDraft draft = SettingsDraft.network(3);
    draft.replay = 30;
    draft.memory = 20;
    OnlineLearner learner = draft.learner(2);
    learn(learner, 40);

    assertThat(learner.joined()).isEqualTo(38);
    int[] slots = Arrays.copyOf(learner.joinedSlots(), 38);
    for (int i = 0; i < 8; i++) {
      assertThat(slots[i]).isEqualTo(learner.memory().slot(32 + i));
    }
    int[] sampled = new int[30];
    learner.memory().sample(draft.seed, sampled, 0, 30);
    assertThat(Arrays.copyOfRange(slots, 8, 38)).isEqualTo(sampled);
  }

  /** The same arithmetic put together anew from model and optimiser. */
  @Test
  void shouldEqualGradientAndStepInTurn() {
    SettingsDraft draft = SettingsDraft.network(5);
    draft.optimiser = Optimiser.Rule.ADAM;
    draft.steps = 3;
    OnlineLearner learner = draft.learner(2);
    Model model = Model.of(draft.settings(), 2);
    Optimiser optimiser = new Optimiser(draft.settings(), model.parameters());
    DMatrixRMaj x = new DMatrixRMaj(2, 8);
    DMatrixRMaj y = new DMatrixRMaj(1, 8);
    for (int i = 0, t = 1; i < 80; i++) {
      double[] point = point();
      int label = random.nextInt(2);
      assertThat(learner.logit(point)).isEqualTo(model.logit(point));
      learner.learn(point, label);
      x.set(0, i % 8, point[0]);
      x.set(1, i % 8, point[1]);
      y.data[i % 8] = label;
      for (int k = 0; i % 8 == 7 && k < 3; k++) {
        model.gradient(x, y);
        optimiser.step(model.parameters(), model.gradients(), t++);
      }
    }
    for (int i = 0; i < model.parameters().length; i++) {
      assertThat(learner.arrays()[i]).isEqualTo(model.parameters()[i].data);
    }
  }

  @Test
  void shouldLimitTheNormOfTheWholeGradient() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.batch = 1;
    draft.memory = 1;
    draft.learningRate = 1;
    draft.clipNorm = 0.25;
    OnlineLearner learner = draft.learner(2);

    // dz = −0.5, so g = (−3, −4, −1)/2, of norm √26/2; the step is g·0.25/‖g‖.
    learner.learn(new double[] {3, 4}, 1);

    double norm = Math.sqrt(26) / 2;
    assertThat(learner.arrays()[0][0]).isCloseTo(1.5 * 0.25 / norm, within(1e-15));
    assertThat(learner.arrays()[0][1]).isCloseTo(2 * 0.25 / norm, within(1e-15));
    assertThat(learner.arrays()[1][0]).isCloseTo(0.5 * 0.25 / norm, within(1e-15));
  }

  @Test
  void shouldLimitANormWhoseSquareOverflows() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.batch = 1;
    draft.memory = 1;
    draft.learningRate = 1;
    draft.clipNorm = 0.25;
    draft.l2 = 1e200;
    OnlineLearner learner = draft.learner(1);
    learner.arrays()[0][0] = 8;

    learner.learn(new double[] {0}, 1);

    assertThat(learner.arrays()[0][0]).isEqualTo(7.75);
    assertThat(learner.refused()).isZero();
  }
}
