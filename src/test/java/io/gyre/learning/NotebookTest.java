package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.LongRunning;
import io.gyre.learning.gradient.FirstLayer;
import io.gyre.learning.gradient.GradientLearner;
import io.gyre.learning.gradient.Initialisation;
import io.gyre.learning.gradient.TrainingState;
import io.gyre.learning.gradient.Weights;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * The notebook's 800 points as one batch, through {@link GradientLearner}, against what numpy 2.2.4
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
    Run learner = network(1.2);
    for (double[] row : Golden.rows("costs_0_200.csv")) {
      assertThat(cost(learner)).as("iteration %.0f", row[0]).isCloseTo(row[1], RELATIVE);
      iterate(learner);
    }
  }

  @Test
  void shouldFollowNumpyAtRate0Point3() {
    follow(2_000);
  }

  private static Run follow(int last) {
    Run learner = network(0.3);
    for (double[] row : Golden.rows("costs_lr0.3.csv")) {
      if (row[0] > last) {
        break;
      }
      iterateUntil(learner, row[0]);
      assertThat(cost(learner)).as("iteration %.0f", row[0]).isCloseTo(row[1], RELATIVE);
    }
    return learner;
  }

  @Test
  @LongRunning
  void shouldFollowNumpyToTheEndAtRate0Point3() {
    Run learner = follow(10_000);
    iterate(learner);
    JsonNode end = Golden.json("final_lr0.3.json");
    assertThat(learner.learner().step()).isEqualTo(end.get("iterations").longValue());
    assertThat(right(learner)).isEqualTo(end.get("n_correct").intValue()).isEqualTo(792);
    double[][] parameters = Golden.parameters(end);
    for (int i = 0; i < parameters.length; i++) {
      // Stable, but parameters along flat directions differ more than the cost does.
      assertThat(Weights.all(learner)[i]).containsExactly(parameters[i], within(1e-9));
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
    stayInBand(1_000);
  }

  @Test
  @LongRunning
  void shouldStayInNumpysBandToTheEnd() {
    assertThat(right(stayInBand(10_000))).isBetween(797, 798);
  }

  private static Run stayInBand(int last) {
    Run learner = network(1.2);
    for (double[] row : Golden.rows("cost_band_lr1.2.csv")) {
      double iteration = row[0];
      if (iteration > last) {
        break;
      }
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
    return learner;
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
    Run learner = network(1.2);
    for (int iteration : new int[] {0, 1, 10, 100}) {
      iterateUntil(learner, iteration);
      double[][] parameters = Golden.parameters(steps.at("/" + iteration + "/params_before"));
      for (int i = 0; i < parameters.length; i++) {
        assertThat(Weights.all(learner)[i])
            .as("iteration %d, parameter %d", iteration, i)
            .containsExactly(parameters[i], within(tolerances.get(iteration)));
      }
    }
  }

  /** Of numpy's own parameters, since at iteration 1,000 no two implementations have the same. */
  @Test
  void shouldHaveNumpysGradientsAtItsParameters() {
    Run learner = network(1.2);
    iterate(learner);
    TrainingState weights = learner.gradientLearner().weights();
    FirstLayer first = weights.firstLayer();
    for (Map.Entry<String, JsonNode> step : Golden.json("steps.json").properties()) {
      double[][] parameters = Golden.parameters(step.getValue().get("params_before"));
      double[][] gradients = Golden.parameters(step.getValue().get("grads"));
      for (int i = 0; i < parameters[0].length; i++) {
        first.weights(i % 2)[i / 2] = parameters[0][i];
      }
      for (int i = 1; i < parameters.length; i++) {
        System.arraycopy(parameters[i], 0, weights.array(i - 1, 0), 0, parameters[i].length);
      }
      weights.computeGradient(learner.gradientLearner().batch);
      for (int i = 0; i < gradients.length; i++) {
        // Means of 800 terms below 10 that cancel: 800·10/800·2⁻⁵³ is 1e-15 at worst.
        assertThat(i == 0 ? rows(weights) : weights.model().gradients()[i - 1])
            .as("iteration %s, gradient %d", step.getKey(), i)
            .containsExactly(gradients[i], within(2e-15));
      }
    }
  }

  /** The gradient of the first layer's weights. */
  private static double[] rows(TrainingState weights) {
    double[] rows = new double[2 * weights.firstLayer().units()];
    Arrays.setAll(rows, i -> weights.gradient(i % 2)[i / 2]);
    return rows;
  }

  @Test
  void shouldFindScikitLearnsLogisticRegression() {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.learningRate = 4;
    draft.l2 = 1.0 / POINTS.length;
    draft.batch = POINTS.length;
    draft.memory = POINTS.length;
    Run learner = draft.run(2, 2);

    iterateUntil(learner, 2_000);

    JsonNode golden = Golden.json("logistic.json");
    assertThat(Weights.all(learner)[0])
        .containsExactly(Golden.numbers(golden.get("coef")), within(1e-6));
    assertThat(Weights.all(learner)[1][0])
        .isCloseTo(golden.get("intercept").doubleValue(), within(1e-6));
    assertThat(cost(learner))
        .isCloseTo(golden.get("mean_cross_entropy").doubleValue(), within(1e-9));
    assertThat(right(learner)).isEqualTo(golden.get("n_correct").intValue()).isEqualTo(530);
  }

  private static Run network(double rate) {
    SettingsDraft draft = SettingsDraft.network(4);
    draft.initialisation = Initialisation.NORMAL;
    draft.learningRate = rate;
    draft.batch = POINTS.length;
    draft.memory = POINTS.length;
    return draft.run(2, 2);
  }

  private static void iterateUntil(Run learner, double iteration) {
    while (learner.learner().step() < iteration) {
      iterate(learner);
    }
  }

  private static void iterate(Run learner) {
    for (double[] point : POINTS) {
      learner.learn((int) point[2], features(point));
    }
  }

  private static double[] features(double[] point) {
    return Arrays.copyOf(point, 2);
  }

  /** Nothing is scaled, so the model sees the point as it is. */
  private static double logit(Run learner, double[] point) {
    TrainingState weights = learner.gradientLearner().weights();
    FirstLayer first = weights.firstLayer();
    double[] sums = weights.firstBiases().clone();
    for (int m = 0; m < sums.length; m++) {
      sums[m] += first.weights(0)[m] * point[0];
      sums[m] += first.weights(1)[m] * point[1];
    }
    double[] z = new double[2];
    weights.model().logits(sums, z);
    return z[1];
  }

  /** Mean cross-entropy, without the penalty. */
  private static double cost(Run learner) {
    return Arrays.stream(POINTS)
            .mapToDouble(point -> cost(logit(learner, point), (int) point[2]))
            .sum()
        / POINTS.length;
  }

  private static double cost(double logit, int label) {
    return Math.max(logit, 0) - label * logit + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
  }

  private static int right(Run learner) {
    return (int)
        Arrays.stream(POINTS)
            .filter(point -> learner.predict(features(point))[1] > 0.5 == (point[2] == 1))
            .count();
  }
}
