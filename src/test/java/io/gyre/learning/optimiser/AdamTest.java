package io.gyre.learning.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.learning.SettingsDraft;
import org.junit.jupiter.api.Test;

class AdamTest {

  @Test
  void shouldStepByTheRateWhateverTheGradientInTheFirstStep() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.learningRate = 0.5;
    double[] theta = {0, 0, 0};
    double[] g = {1e-3, -7, 1e30};

    new Adam(draft.training()).step(3, theta, g, new double[2][3], 1);

    // m/(1−β1) = g and √(v/(1−β2)) = |g|, so the step is α·g/(|g| + 1e-8).
    assertThat(theta).containsExactly(new double[] {-0.499995, 0.5, -0.5}, within(1e-8));
  }

  @Test
  void shouldLeaveOutCorrectionsOnlyWhereTheyAreOne() {
    assertThat(1 - Adam.power(0.9, Adam.CORRECTED1)).isEqualTo(1);
    assertThat(1 - Adam.power(0.999, Adam.CORRECTED2)).isEqualTo(1);
  }

  @Test
  void shouldComputePowersLikePow() {
    for (double beta : new double[] {0.9, 0.999}) {
      for (long t : new long[] {1, 2, 3, 10, 1_000, 12_345, 10_000_000}) {
        double exact = StrictMath.pow(beta, t);
        // t·2⁻⁵³·βᵗ is at most 4e-14, for 0.999 at t = 1,000.
        assertThat(1 - Adam.power(beta, t)).isCloseTo(1 - exact, within(4e-14));
      }
    }
  }
}
