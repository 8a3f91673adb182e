package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.learning.LearnerSettings.Kind;
import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test draws a model, its parameters and a batch of random shapes from the seed it shows. */
class GradientTest {

  /** The step of the differences; their error is about h²·|J'''|/6 + ε·J/h, below 1e-8. */
  private static final double H = 1e-5;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void shouldEqualCentralDifferences(int seed) {
    Random random = new Random(seed);
    for (Kind kind : Kind.values()) {
      for (double l2 : new double[] {0, 0.3}) {
        Model model = model(random, kind, l2);
        DMatrixRMaj x = points(random, model.features());
        DMatrixRMaj y = labels(random, x.numCols);

        double[][] gradient = gradient(model, x, y);

        for (int i = 0; i < gradient.length; i++) {
          double[] theta = model.parameters()[i].data;
          for (int k = 0; k < theta.length; k++) {
            assertThat(gradient[i][k])
                .as("%s, l2 %s, shape %s, parameter %d[%d]", kind, l2, shape(x, theta), i, k)
                .isCloseTo(difference(model, theta, k, x, y, l2), within(2e-8));
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30})
  void shouldBeTheMeanOfThePointsGradients(int seed) {
    Random random = new Random(seed);
    for (Kind kind : Kind.values()) {
      Model model = model(random, kind, 0.3);
      DMatrixRMaj x = points(random, model.features());
      DMatrixRMaj y = labels(random, x.numCols);
      double[][] mean =
          Arrays.stream(model.parameters())
              .map(p -> new double[p.data.length])
              .toArray(double[][]::new);
      for (int j = 0; j < x.numCols; j++) {
        DMatrixRMaj one = new DMatrixRMaj(x.numRows, 1);
        one.data = column(x, j);
        double[][] gradient = gradient(model, one, new DMatrixRMaj(1, 1, true, y.data[j]));
        add(mean, gradient, 1.0 / x.numCols);
      }

      double[][] gradient = gradient(model, x, y);

      // Sums of at most 40 terms of magnitude up to 10, in another order: 40·10·2⁻⁵³.
      assertAllClose(gradient, mean, 1e-13);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
  void shouldNotDependOnTheOrderOfHiddenUnits(int seed) {
    Random random = new Random(seed);
    Model model = model(random, Kind.NETWORK, 0.3);
    DMatrixRMaj x = points(random, model.features());
    DMatrixRMaj y = labels(random, x.numCols);
    double[] before = logits(model, x);
    double[][] gradient = gradient(model, x, y);

    reverseUnits(model.parameters());

    double[] after = logits(model, x);
    assertAllClose(new double[][] {after}, new double[][] {before}, 1e-13);
    gradient(model, x, y);
    reverseUnits(model.gradients());
    double[][] mirrored =
        Arrays.stream(model.gradients()).map(g -> g.data).toArray(double[][]::new);
    assertAllClose(mirrored, gradient, 1e-13);
  }

  private static Model model(Random random, Kind kind, double l2) {
    SettingsDraft draft =
        kind == Kind.NETWORK
            ? SettingsDraft.network(1 + random.nextInt(20))
            : SettingsDraft.logistic();
    draft.l2 = l2;
    Model model = Model.of(draft.settings(), 1 + random.nextInt(6));
    for (DMatrixRMaj parameter : model.parameters()) {
      Arrays.setAll(parameter.data, k -> random.nextGaussian());
    }
    return model;
  }

  /** Up to 40 points, beyond the 8 columns that the model has buffers for at first. */
  private static DMatrixRMaj points(Random random, int features) {
    DMatrixRMaj x = new DMatrixRMaj(features, 1 + random.nextInt(40));
    Arrays.setAll(x.data, k -> random.nextGaussian());
    return x;
  }

  private static DMatrixRMaj labels(Random random, int points) {
    DMatrixRMaj y = new DMatrixRMaj(1, points);
    Arrays.setAll(y.data, k -> random.nextInt(2));
    return y;
  }

  private static double[][] gradient(Model model, DMatrixRMaj x, DMatrixRMaj y) {
    model.gradient(x, y);
    return Arrays.stream(model.gradients()).map(g -> g.data.clone()).toArray(double[][]::new);
  }

  private static double difference(
      Model model, double[] theta, int k, DMatrixRMaj x, DMatrixRMaj y, double l2) {
    double old = theta[k];
    theta[k] = old + H;
    double above = objective(model, x, y, l2);
    theta[k] = old - H;
    double below = objective(model, x, y, l2);
    theta[k] = old;
    return (above - below) / (2 * H);
  }

  /** J = mean cross-entropy + l2/2·‖w‖², from single logits; the biases are not penalised. */
  private static double objective(Model model, DMatrixRMaj x, DMatrixRMaj y, double l2) {
    double cost = 0;
    double[] z = logits(model, x);
    for (int j = 0; j < z.length; j++) {
      cost += CrossEntropy.cost(z[j], (int) y.data[j]) / z.length;
    }
    double squares = 0;
    for (int i = 0; i < model.parameters().length; i += 2) {
      squares += Arrays.stream(model.parameters()[i].data).map(w -> w * w).sum();
    }
    return cost + l2 / 2 * squares;
  }

  private static double[] logits(Model model, DMatrixRMaj x) {
    double[] z = new double[x.numCols];
    Arrays.setAll(z, j -> model.logit(column(x, j)));
    return z;
  }

  private static double[] column(DMatrixRMaj x, int j) {
    double[] column = new double[x.numRows];
    Arrays.setAll(column, d -> x.get(d, j));
    return column;
  }

  private static void reverseUnits(DMatrixRMaj[] matrices) {
    DMatrixRMaj w1 = matrices[0].copy();
    DMatrixRMaj b1 = matrices[1].copy();
    DMatrixRMaj w2 = matrices[2].copy();
    for (int h = 0; h < w1.numRows; h++) {
      int mirrored = w1.numRows - 1 - h;
      for (int d = 0; d < w1.numCols; d++) {
        matrices[0].set(mirrored, d, w1.get(h, d));
      }
      matrices[1].data[mirrored] = b1.data[h];
      matrices[2].data[mirrored] = w2.data[h];
    }
  }

  private static void add(double[][] to, double[][] from, double factor) {
    for (int i = 0; i < to.length; i++) {
      for (int k = 0; k < to[i].length; k++) {
        to[i][k] += factor * from[i][k];
      }
    }
  }

  private static void assertAllClose(double[][] found, double[][] expected, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("array %d", i).containsExactly(expected[i], within(tolerance));
    }
  }

  private static String shape(DMatrixRMaj x, double[] theta) {
    return "%d×%d, %d parameters".formatted(x.numRows, x.numCols, theta.length);
  }
}
