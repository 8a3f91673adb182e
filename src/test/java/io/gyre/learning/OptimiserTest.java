package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.learning.Optimiser.Rule;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class OptimiserTest {

  private static final double[] START = {1, -0.5, 0.25};

  @Test
  void shouldDescendByTheRateTimesTheGradient() {
    // Powers of two, so that every number below is exact.
    DMatrixRMaj theta = new DMatrixRMaj(new double[][] {{1, -2}});
    DMatrixRMaj g = new DMatrixRMaj(new double[][] {{0.5, -4}});
    Optimiser optimiser = optimiser(Rule.GRADIENT_DESCENT, 0.25, 0.5, theta);

    optimiser.step(new DMatrixRMaj[] {theta}, new DMatrixRMaj[] {g}, 1);

    assertThat(theta.data).containsExactly(0.875, -1);
    assertThat(optimiser.moments()).isEmpty();
  }

  @Test
  void shouldKeepAShareOfTheLastStep() {
    DMatrixRMaj theta = new DMatrixRMaj(new double[][] {{1}});
    DMatrixRMaj g = new DMatrixRMaj(new double[][] {{2}});
    Optimiser optimiser = optimiser(Rule.MOMENTUM, 0.25, 0.5, theta);

    optimiser.step(new DMatrixRMaj[] {theta}, new DMatrixRMaj[] {g}, 1);
    // v = 2, θ = 1 − 0.25·2
    assertThat(theta.data).containsExactly(0.5);
    optimiser.step(new DMatrixRMaj[] {theta}, new DMatrixRMaj[] {g}, 2);
    // v = 0.5·2 + 2 = 3, θ = 0.5 − 0.25·3
    assertThat(theta.data).containsExactly(-0.25);
    assertThat(optimiser.moments()).isDeepEqualTo(new double[][] {{3}});
  }

  @Test
  void shouldStepByTheRateWhateverTheGradientInAdamsFirstStep() {
    DMatrixRMaj theta = new DMatrixRMaj(new double[][] {{0, 0, 0}});
    DMatrixRMaj g = new DMatrixRMaj(new double[][] {{1e-3, -7, 1e30}});

    optimiser(Rule.ADAM, 0.5, 0, theta).step(new DMatrixRMaj[] {theta}, new DMatrixRMaj[] {g}, 1);

    // m/(1−β1) = g and √(v/(1−β2)) = |g|, so the step is α·g/(|g| + 1e-8).
    assertThat(theta.data).containsExactly(new double[] {-0.499995, 0.5, -0.5}, within(1e-8));
  }

  @Test
  void shouldKeepTheMomentsOfEachMatrixApart() {
    DMatrixRMaj[] theta = {new DMatrixRMaj(1, 2), new DMatrixRMaj(1, 1)};
    DMatrixRMaj[] g = {
      new DMatrixRMaj(new double[][] {{1, 2}}), new DMatrixRMaj(new double[][] {{3}})
    };
    SettingsDraft draft = SettingsDraft.logistic();
    draft.optimiser = Rule.ADAM;
    Optimiser optimiser = new Optimiser(draft.settings(), theta);

    optimiser.step(theta, g, 1);

    double[][] moments = optimiser.moments();
    assertThat(moments.length).isEqualTo(4);
    assertThat(moments[0]).containsExactly(new double[] {0.1, 0.2}, within(1e-15));
    assertThat(moments[1]).containsExactly(new double[] {0.3}, within(1e-15));
    assertThat(moments[2]).containsExactly(new double[] {0.001, 0.004}, within(1e-15));
    assertThat(moments[3]).containsExactly(new double[] {0.009}, within(1e-15));
  }

  /**
   * numpy 2.4.6, θ0 = START, g_t = [0.5, −2, 1e-3]·cos(t), in float64:
   *
   * <pre>
   *  m = .9*m + .1*g; v = .999*v + .001*g*g
   *  th = th - .03*(m/(1-.9**t))/(np.sqrt(v/(1-.999**t))+1e-8)
   * </pre>
   */
  @Test
  void shouldMatchAdamInNumpy() {
    assertMatches(
        Rule.ADAM,
        Map.of(
            1,
            new double[] {0.9700000011104893, -0.47000000027762234, 0.22000055523443893},
            2,
            new double[] {0.9677038031591348, -0.46770380225483993, 0.21770440480546593},
            10,
            new double[] {1.0140920888118756, -0.5140920889388785, 0.26409200431150953},
            1000,
            new double[] {1.0216429390727728, -0.521642939367579, 0.27164274292973684}));
  }

  /** numpy 2.4.6, the same points and gradients: {@code v = .9*v + g; th = th - .03*v}. */
  @Test
  void shouldMatchMomentumInNumpy() {
    assertMatches(
        Rule.MOMENTUM,
        Map.of(
            1,
            new double[] {0.9918954654119779, -0.4675818616479116, 0.24998379093082396},
            2,
            new double[] {0.9908435868309652, -0.46337434732386057, 0.24998168717366193},
            10,
            new double[] {1.0478390799164323, -0.6913563196657282, 0.2500956781598329},
            1000,
            new double[] {1.066822643849119, -0.7672905753964742, 0.25013364528769727}));
  }

  /** Rounding differs in cos and pow by an ulp; 1,000 steps add up to below 1e-13. */
  private static void assertMatches(Rule rule, Map<Integer, double[]> expected) {
    DMatrixRMaj theta = new DMatrixRMaj(1, 3, true, START);
    DMatrixRMaj g = new DMatrixRMaj(1, 3);
    Optimiser optimiser = optimiser(rule, 0.03, 0.9, theta);
    Map<Integer, double[]> found = new TreeMap<>();
    for (int t = 1; t <= 1_000; t++) {
      double cos = StrictMath.cos(t);
      g.setData(new double[] {0.5 * cos, -2 * cos, 1e-3 * cos});
      optimiser.step(new DMatrixRMaj[] {theta}, new DMatrixRMaj[] {g}, t);
      found.put(t, theta.data.clone());
    }
    expected.forEach(
        (t, values) ->
            assertThat(found.get(t)).as("step %d", t).containsExactly(values, within(1e-13)));
  }

  private static Optimiser optimiser(Rule rule, double rate, double momentum, DMatrixRMaj theta) {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.optimiser = rule;
    draft.learningRate = rate;
    draft.momentum = momentum;
    return new Optimiser(draft.settings(), new DMatrixRMaj[] {theta});
  }

  @Test
  void shouldStartWithMomentsOfZero() {
    Optimiser optimiser = optimiser(Rule.ADAM, 1, 0, new DMatrixRMaj(1, 3));

    assertThat(Arrays.stream(optimiser.moments()).flatMapToDouble(Arrays::stream))
        .containsOnly(0.0)
        .hasSize(6);
  }

  @Test
  void shouldLeaveOutCorrectionsOnlyWhereTheyAreOne() {
    assertThat(1 - Optimiser.power(0.9, Optimiser.CORRECTED1)).isEqualTo(1);
    assertThat(1 - Optimiser.power(0.999, Optimiser.CORRECTED2)).isEqualTo(1);
  }

  @Test
  void shouldComputePowersLikePow() {
    for (double beta : new double[] {0.9, 0.999}) {
      for (long t : new long[] {1, 2, 3, 10, 1_000, 12_345, 10_000_000}) {
        double exact = StrictMath.pow(beta, t);
        // t·2⁻⁵³·βᵗ is at most 4e-14, for 0.999 at t = 1,000.
        assertThat(1 - Optimiser.power(beta, t)).isCloseTo(1 - exact, within(4e-14));
      }
    }
  }
}
