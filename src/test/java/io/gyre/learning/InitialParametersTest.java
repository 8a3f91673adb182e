package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialParametersTest {

  @Test
  void shouldBeTheNotebooksBitForBit() {
    SettingsDraft draft = SettingsDraft.network(4);
    draft.initialisation = Initialisation.NORMAL;

    Model model = draft.model(2, 2);

    double[][] expected = Golden.parameters(Golden.json("initial.json"));
    assertThat(Arrays.stream(model.parameters()).map(p -> p.data).toArray(double[][]::new))
        .isDeepEqualTo(expected);
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

    DMatrixRMaj[] parameters = draft.model(features, 2).parameters();

    double[] w1 = parameters[0].data;
    double[] w2 = parameters[2].data;
    assertThat(w1).hasSize(hidden * features);
    assertThat(w2).hasSize(hidden);
    assertThat(new double[] {w1[0], w1[w1.length - 1], w2[0], w2[w2.length - 1]})
        .containsExactly(new double[] {firstW1, lastW1, firstW2, lastW2}, within(4e-16));
    assertThat(parameters[1].data).hasSize(hidden).containsOnly(0);
    assertThat(parameters[3].data).containsExactly(0);
  }

  @Test
  void shouldStartLogisticRegressionAtZero() {
    Model model = SettingsDraft.logistic().model(3, 2);

    assertThat(model.parameters()[0].data).containsExactly(0, 0, 0);
    assertThat(model.parameters()[1].data).containsExactly(0);
    double[] z = new double[2];
    model.logits(new Random(1).doubles(3).toArray(), z);
    assertThat(z).containsExactly(0, 0);
  }

  /** numpy's first normals of seed 42. */
  @ParameterizedTest
  @CsvSource({"NORMAL, 0.01", "FAN_IN, 0.7071067811865475"})
  void shouldStartLogisticRegressionAtRandomWhenAsked(Initialisation initialisation, double scale) {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.initialisation = initialisation;

    double[] w = draft.model(2, 2).parameters()[0].data;

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
      DMatrixRMaj[] two = draft.model(2, 2).parameters();
      DMatrixRMaj[] five = draft.model(2, 5).parameters();
      assertThat(five[0].data).isEqualTo(two[0].data);
      assertThat(five[2].data).hasSize(20).startsWith(two[2].data).doesNotHaveDuplicates();
      assertThat(five[3].data).hasSize(5).containsOnly(0);
    }
  }
}
