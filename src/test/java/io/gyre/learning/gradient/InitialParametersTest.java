package io.gyre.learning.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.learning.Golden;
import io.gyre.learning.Run;
import io.gyre.learning.SettingsDraft;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialParametersTest {

  @Test
  void shouldBeTheNotebooksBitForBit() {
    SettingsDraft draft = SettingsDraft.network(4);
    draft.initialisation = Initialisation.NORMAL;

    double[][] expected = Golden.parameters(Golden.json("initial.json"));
    assertThat(Weights.all(draft.run(2, 2))).isDeepEqualTo(expected);
  }

  /**
   * numpy 2.4.6: {@code np.random.seed(seed); w1 = np.random.randn(H, D)*s1; w2 =
   * np.random.randn(1, H)*s2}, with s = 0.01 or 1/np.sqrt(inputs). The logarithm differs by an ulp
   * between C libraries.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, NORMAL, 0.017640523459676642, 0.017640523459676642, 0.004001572083672233, 0.004001572083672233",
    "7, 16, 2, FAN_IN, 1.1953821889273926, 0.7583509026570616, -0.4127688973514597, 0.5618987632019249",
    "12345, 3, 5, FAN_IN, -0.09154804842453955, 0.6050428022667647, 0.5117802184081364, -0.21468338891407932",
    "4294967295, 5, 3, NORMAL, 0.006484086742306528, 0.004200544227141798, 0.014331916696834288, 0.000323240472043432",
  })
  void shouldBeNumpysForOtherSeedsAndSizes(
      long seed,
      int hidden,
      int features,
      Initialisation initialisation,
      double firstW1,
      double lastW1,
      double firstW2,
      double lastW2) {
    SettingsDraft draft = SettingsDraft.network(hidden);
    draft.seed = seed;
    draft.initialisation = initialisation;

    double[][] parameters = Weights.all(draft.run(features, 2));

    double[] w1 = parameters[0];
    double[] w2 = parameters[2];
    assertThat(w1).hasSize(hidden * features);
    assertThat(w2).hasSize(hidden);
    assertThat(new double[] {w1[0], w1[w1.length - 1], w2[0], w2[w2.length - 1]})
        .containsExactly(new double[] {firstW1, lastW1, firstW2, lastW2}, within(4e-16));
    assertThat(parameters[1]).hasSize(hidden).containsOnly(0);
    assertThat(parameters[3]).containsExactly(0);
  }

  @Test
  void shouldStartLogisticRegressionAtZero() {
    Run run = SettingsDraft.logistic().run(3, 2);

    assertThat(Weights.all(run)).isDeepEqualTo(new double[][] {{0, 0, 0}, {0}});
    assertThat(run.predict(new Random(1).doubles(3).toArray())).containsExactly(0.5, 0.5);
  }

  /** numpy's first normals of seed 42. */
  @ParameterizedTest
  @CsvSource({"NORMAL, 0.01", "FAN_IN, 0.7071067811865475"})
  void shouldStartLogisticRegressionAtRandomWhenAsked(Initialisation initialisation, double scale) {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.initialisation = initialisation;

    double[] w = Weights.all(draft.run(2, 2))[0];

    assertThat(w)
        .containsExactly(
            new double[] {scale * 0.4967141530112327, scale * -0.13826430117118466}, within(1e-15));
  }

  /** w1 is the same for any K; then w2 is drawn on, row by row, from the same normals. */
  @Test
  void shouldDrawMoreRowsForMoreClasses() {
    for (Initialisation initialisation :
        new Initialisation[] {Initialisation.NORMAL, Initialisation.FAN_IN}) {
      SettingsDraft draft = SettingsDraft.network(4);
      draft.initialisation = initialisation;
      double[][] two = Weights.all(draft.run(2, 2));
      double[][] five = Weights.all(draft.run(2, 5));
      assertThat(five[0]).isEqualTo(two[0]);
      assertThat(five[2]).hasSize(20).startsWith(two[2]).doesNotHaveDuplicates();
      assertThat(five[3]).hasSize(5).containsOnly(0);
    }
  }
}
