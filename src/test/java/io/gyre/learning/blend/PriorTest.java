package io.gyre.learning.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.learning.Run;
import org.junit.jupiter.api.Test;

class PriorTest {

  @Test
  void shouldFadeWhatItCounted() {
    Run run = new Run(1, 3, new PriorSettings(0.5));
    assertThat(run.predict(0)).containsExactly(1 / 3.0, 1 / 3.0, 1 / 3.0);

    run.learn(1, 0);
    // 1, 1, 1 → ½, 3/2, ½
    assertThat(run.predict(0)).containsExactly(0.2, 0.6, 0.2);
    run.learn(2, 0);
    // ¼, ¾, 5/4, of 9/4
    assertThat(run.predict(0)).containsExactly(1 / 9.0, 1 / 3.0, 5 / 9.0);
    assertThat(run.learner().step()).isEqualTo(2);
  }

  @Test
  void shouldComeToTheFrequenciesWhateverTheFeatures() {
    Run run = new Run(1, 0, new PriorSettings(0.999));
    for (int i = 0; i < 20_000; i++) {
      run.learn(i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2, i);
    }
    // Of ten labels in a fixed order, those that came last count for up to 1 % more.
    assertThat(run.predict(1e12)).containsExactly(new double[] {0.7, 0.2, 0.1}, within(0.005));
  }
}
