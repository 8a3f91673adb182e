package io.gyre.learning.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamTest {

  @Test
  void shouldStepByTheRateWhateverTheGradientInTheFirstStep() {
    double[][] arrays = new double[3][3];
    double[] g = {1e-3, -7, 1e30};

    new Adam(0.5).step(arrays, g, 1);

    // m/(1−β1) = g and √(v/(1−β2)) = |g|, so the step is α·g/(|g| + 1e-8).
    assertThat(arrays[0]).containsExactly(new double[] {-0.499995, 0.5, -0.5}, within(1e-8));
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
