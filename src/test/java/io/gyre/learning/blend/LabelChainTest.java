package io.gyre.learning.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.learning.LearnerSize;
import io.gyre.learning.Run;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LabelChainTest {

  @Test
  void shouldCountWhatFollowsTheLastLabelAndFadeThat() {
    Run run = new Run(1, 2, new LabelChainSettings(0.5));
    assertThat(run.predict(0)).containsExactly(0.5, 0.5);

    run.learn(0, 0);
    assertThat(run.predict(0)).as("nothing has followed 0 yet").containsExactly(0.5, 0.5);
    run.learn(0, 0);
    // After 0: 1 + ½ against ½.
    assertThat(run.predict(0)).containsExactly(0.75, 0.25);
    run.learn(1, 0);
    assertThat(run.predict(0)).as("nothing has followed 1 yet").containsExactly(0.5, 0.5);
    run.learn(0, 0);
    // After 0: ½ + ½ against 1 + ½, of 2½.
    assertThat(run.predict(0)).containsExactly(new double[] {0.4, 0.6}, within(1e-16));
  }

  /** 0, 1, 2, 0, 1, 2, …: counts come to 1/(1 − fade) = 50, beside a smoothing of 1. */
  @Test
  void shouldPredictLabelsThatComeInTurns() {
    Run run = new Run(1, 3, new LabelChainSettings(0.98));
    for (int i = 0; i < 3_000; i++) {
      run.learn(i % 3, i);
    }
    double other = 1 / 3.0 / 51;
    assertThat(run.predict(1e12))
        .containsExactly(new double[] {1 - 2 * other, other, other}, within(1e-9));
  }

  @Test
  void shouldNotTakeALabelAfterAGapForTheNextOne() {
    Run run = new Run(1, 2, new LabelChainSettings(0.98));
    for (int i = 0; i < 200; i++) {
      run.learn(0, i);
    }
    double[] after0 = run.predict(0);
    run.learner().skip();
    assertThat(run.predict(0)).as("what was last is not known").containsExactly(0.5, 0.5);
    run.learn(1, 0);
    run.learn(0, 0);
    assertThat(run.predict(0)).containsExactly(after0);
  }

  @Test
  void shouldCountForEachOfManyClassesWhatFollowedIt() {
    Run run = new Run(1, 1_000, new LabelChainSettings(0.98));
    for (int i = 0; i < 300; i++) {
      run.learn(999, 0);
      run.learn(3, 0);
      run.learn(700, 0);
      run.learn(4, 0);
    }
    run.learn(999, 0);
    assertThat(run.predict(0)[3]).isGreaterThan(0.9);
    run.learn(700, 0);
    assertThat(run.predict(0)[4]).isGreaterThan(0.9);
    assertThat(LearnerSize.fits(new LabelChainSettings(0.98), 1, 1_000)).isTrue();
  }

  @Test
  void shouldCountTheSameForManyClassesThatCameOneByOne() {
    LabelChain chain = new LabelChain(0.98, 0);
    for (int k = 0; k < 400; k++) {
      chain.addClass(null, k == 0 ? 1 : 0.01);
      chain.learn(null, null, k);
    }
    double[] p = new double[400];
    chain.predict(null, null, p);
    assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-9));
    assertThat(Arrays.stream(p).min().orElseThrow()).isPositive();
  }

  @Test
  void shouldGiveNoClassAProbabilityOf0() {
    Run run = new Run(1, 3, new LabelChainSettings(0.98));
    for (int i = 0; i < 100_000; i++) {
      run.learn(0, i);
    }
    assertThat(Arrays.stream(run.predict(0)).min().orElseThrow()).isGreaterThan(0.005);
  }
}
