package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.learning.LearnerSettings.Initialisation;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * The notebook's 800 points as one batch, through {@link OnlineLearner}, against what numpy 2.2.4
 * and scikit-learn 1.4.2 computed (golden/). Costs are means of 800 terms, so two ways of adding
 * and another tanh's last bit leave a relative difference below 1e-12 where descent is stable.
 */
class NotebookTest {

  /** Printed by the notebook: the cost after iteration 0, 1000, … 9000. */
  private static final double[] PUBLISHED = {
    .693141, .052671, .040765, .032499, .027457, .023722, .020082, .016282, .013001, .010872
  };

  private static final double[][] POINTS = Golden.rows("points.csv");
  private static final Percentage RELATIVE = Percentage.withPercentage(1e-10);

  @Test
  void shouldFollowNumpyBeforeRate1Point2BecomesChaotic() {
    OnlineLearner learner = network(1.2);
    for (double[] row : Golden.rows("costs_0_200.csv")) {
      assertThat(cost(learner)).as("iteration %.0f", row[0]).isCloseTo(row[1], RELATIVE);
      iterate(learner);
    }
  }

  @Test
  void shouldFollowNumpyToTheEndAtRate0Point3() {
    OnlineLearner learner = network(0.3);
    for (double[] row : Golden.rows("costs_lr0.3.csv")) {
      iterateUntil(learner, row[0]);
      assertThat(cost(learner)).as("iteration %.0f", row[0]).isCloseTo(row[1], RELATIVE);
    }
    iterate(learner);
    JsonNode end = Golden.json("final_lr0.3.json");
    assertThat(learner.step()).isEqualTo(end.get("iterations").longValue());
    assertThat(right(learner)).isEqualTo(end.get("n_correct").intValue()).isEqualTo(792);
    double[][] parameters = Golden.parameters(end);
    for (int i = 0; i < parameters.length; i++) {
      // Stable, but parameters along flat directions differ more than the cost does.
      assertThat(learner.arrays()[i]).containsExactly(parameters[i], within(1e-9));
    }
  }

  /**
   * Rate 1.2 is chaotic between iterations 200 and 283. The band is that of 100 row orders in
   * numpy; an implementation that rounds in its own way may fall outside by about what they
   * scatter, so it is widened by 0.3 % up to 1,000, 2 % at 2,000, 4 % up to 5,000 and 8 % beyond.
   * The costs that the notebook published are met within the same shares.
   */
  @Test
  void shouldStayInNumpysBandAtRate1Point2() {
    OnlineLearner learner = network(1.2);
    for (double[] row : Golden.rows("cost_band_lr1.2.csv")) {
      double iteration = row[0];
      iterateUntil(learner, iteration);
      // Amidst the burst any value between 0.2 and 1 can occur.
      if (iteration != 250) {
        assertThat(cost(learner))
            .as("iteration %.0f", iteration)
            .isBetween(row[1] * (1 - slack(iteration)), row[3] * (1 + slack(iteration)));
      }
      if (iteration % 1_000 == 0 && iteration / 1_000 < PUBLISHED.length) {
        double published = PUBLISHED[(int) iteration / 1_000];
        assertThat(cost(learner))
            .as("iteration %.0f, published", iteration)
            .isCloseTo(published, within(published * Math.max(1e-6, slack(iteration))));
      }
    }
    assertThat(right(learner)).isBetween(797, 798);
  }

  private static double slack(double iteration) {
    if (iteration <= 200) {
      return 1e-12;
    }
    return iteration <= 1_000
        ? 0.003
        : iteration <= 2_000 ? 0.02 : iteration <= 5_000 ? 0.04 : 0.08;
  }

  @Test
  void shouldHaveNumpysParameters() {
    // A sum of 800 terms is off by some 1e-16, and the burst to come magnifies what is off.
    Map<Integer, Double> tolerances = Map.of(0, 0.0, 1, 1e-15, 10, 1e-14, 100, 1e-12);
    JsonNode steps = Golden.json("steps.json");
    OnlineLearner learner = network(1.2);
    for (int iteration : new int[] {0, 1, 10, 100}) {
      iterateUntil(learner, iteration);
      double[][] parameters = Golden.parameters(steps.at("/" + iteration + "/params_before"));
      for (int i = 0; i < parameters.length; i++) {
        assertThat(learner.arrays()[i])
            .as("iteration %d, parameter %d", iteration, i)
            .containsExactly(parameters[i], within(tolerances.get(iteration)));
      }
    }
  }

  /** Of numpy's own parameters, since at iteration 1,000 no two implementations have the same. */
  @Test
  void shouldHaveNumpysGradientsAtItsParameters() {
    Model model = network(1.2).model();
    DMatrixRMaj x = new DMatrixRMaj(2, POINTS.length);
    DMatrixRMaj y = new DMatrixRMaj(1, POINTS.length);
    for (int j = 0; j < POINTS.length; j++) {
      x.set(0, j, POINTS[j][0]);
      x.set(1, j, POINTS[j][1]);
      y.data[j] = POINTS[j][2];
    }
    for (Map.Entry<String, JsonNode> step : Golden.json("steps.json").properties()) {
      double[][] parameters = Golden.parameters(step.getValue().get("params_before"));
      double[][] gradients = Golden.parameters(step.getValue().get("grads"));
      for (int i = 0; i < parameters.length; i++) {
        System.arraycopy(parameters[i], 0, model.parameters()[i].data, 0, parameters[i].length);
      }
      model.gradient(x, y);
      for (int i = 0; i < gradients.length; i++) {
        // Means of 800 terms below 10 that cancel: 800·10/800·2⁻⁵³ is 1e-15 at worst.
        assertThat(model.gradients()[i].data)
            .as("iteration %s, gradient %d", step.getKey(), i)
            .containsExactly(gradients[i], within(2e-15));
      }
    }
  }

  @Test
  void shouldFindScikitLearnsLogisticRegression() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.learningRate = 4;
    draft.l2 = 1.0 / POINTS.length;
    draft.batch = POINTS.length;
    draft.memory = POINTS.length;
    OnlineLearner learner = draft.learner(2);

    iterateUntil(learner, 2_000);

    JsonNode golden = Golden.json("logistic.json");
    assertThat(learner.arrays()[0])
        .containsExactly(Golden.numbers(golden.get("coef")), within(1e-6));
    assertThat(learner.arrays()[1][0])
        .isCloseTo(golden.get("intercept").doubleValue(), within(1e-6));
    assertThat(cost(learner))
        .isCloseTo(golden.get("mean_cross_entropy").doubleValue(), within(1e-9));
    assertThat(right(learner)).isEqualTo(golden.get("n_correct").intValue()).isEqualTo(530);
  }

  private static OnlineLearner network(double rate) {
    SettingsDraft draft = SettingsDraft.network(4);
    draft.initialisation = Initialisation.NORMAL;
    draft.learningRate = rate;
    draft.batch = POINTS.length;
    draft.memory = POINTS.length;
    return draft.learner(2);
  }

  private static void iterateUntil(OnlineLearner learner, double iteration) {
    while (learner.step() < iteration) {
      iterate(learner);
    }
  }

  private static void iterate(OnlineLearner learner) {
    for (double[] point : POINTS) {
      learner.learn(point, (int) point[2]);
    }
  }

  /** Mean cross-entropy, without the penalty. */
  private static double cost(OnlineLearner learner) {
    return Arrays.stream(POINTS)
            .mapToDouble(point -> CrossEntropy.cost(learner.logit(point), (int) point[2]))
            .sum()
        / POINTS.length;
  }

  private static int right(OnlineLearner learner) {
    return (int)
        Arrays.stream(POINTS)
            .filter(point -> CrossEntropy.sigmoid(learner.logit(point)) > 0.5 == (point[2] == 1))
            .count();
  }
}
