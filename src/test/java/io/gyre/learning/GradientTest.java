package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test draws models, their parameters and a batch of random shapes from the seed it shows. */
class GradientTest {

  /** The step of the differences; their error is about h²·|J'''|/6 + ε·J/h, below 1e-8. */
  private static final double H = 1e-5;

  private static final int[] CLASSES = {2, 3, 7};

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void shouldEqualCentralDifferences(int seed) {
    Random random = new Random(seed);
    for (int classes : CLASSES) {
      for (boolean network : new boolean[] {true, false}) {
        for (double l2 : new double[] {0, 0.3}) {
          Model model = model(random, network, classes, l2);
          DMatrixRMaj x = points(random, model.features());
          int[] labels = labels(random, x.numCols, classes);

          double[][] gradient = gradient(model, x, labels);

          for (int i = 0; i < gradient.length; i++) {
            double[] theta = model.parameters()[i].data;
            for (int k = 0; k < theta.length; k++) {
              assertThat(gradient[i][k])
                  .as("%s %d[%d], %d classes", model.names(), i, k, classes)
                  .isCloseTo(difference(model, theta, k, x, labels, l2), within(2e-8));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30})
  void shouldBeTheMeanOfThePointsGradients(int seed) {
    Random random = new Random(seed);
    for (int classes : CLASSES) {
      Model model = model(random, seed % 2 == 0, classes, 0.3);
      DMatrixRMaj x = points(random, model.features());
      int[] labels = labels(random, x.numCols, classes);
      double[][] mean =
          Arrays.stream(model.parameters())
              .map(p -> new double[p.data.length])
              .toArray(double[][]::new);
      for (int j = 0; j < x.numCols; j++) {
        DMatrixRMaj one = new DMatrixRMaj(x.numRows, 1);
        one.data = column(x, j);
        add(mean, gradient(model, one, new int[] {labels[j]}), 1.0 / x.numCols);
      }

      double[][] gradient = gradient(model, x, labels);

      // Sums of at most 40 terms of magnitude up to 10, in another order: 40·10·2⁻⁵³.
      assertAllClose(gradient, mean, 1e-13);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
  void shouldNotDependOnTheOrderOfHiddenUnits(int seed) {
    Random random = new Random(seed);
    for (int classes : CLASSES) {
      Model model = model(random, true, classes, 0.3);
      DMatrixRMaj x = points(random, model.features());
      int[] labels = labels(random, x.numCols, classes);
      double[][] before = probabilities(model, x);
      double[][] gradient = gradient(model, x, labels);

      reverseUnits(model.parameters());

      assertAllClose(probabilities(model, x), before, 1e-13);
      model.gradient(x, labels);
      reverseUnits(model.gradients());
      assertAllClose(data(model.gradients()), gradient, 1e-13);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50})
  void shouldPermuteWithTheClasses(int seed) {
    Random random = new Random(seed);
    for (int classes : new int[] {3, 7}) {
      Model model = model(random, seed % 2 == 0, classes, 0.3);
      DMatrixRMaj x = points(random, model.features());
      int[] labels = labels(random, x.numCols, classes);
      double[][] before = probabilities(model, x);
      double[][] gradient = gradient(model, x, labels);

      reverseClasses(model.parameters());

      for (int j = 0; j < x.numCols; j++) {
        assertThat(reversed(probabilities(model, x)[j])).containsExactly(before[j], within(1e-14));
        labels[j] = classes - 1 - labels[j];
      }
      model.gradient(x, labels);
      reverseClasses(model.gradients());
      assertAllClose(data(model.gradients()), gradient, 1e-13);
    }
  }

  /** Rows (0, w) say with three numbers a class what one says with two classes. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {51, 52, 53, 54, 55})
  void shouldBeTheSigmoidOfTheDifferenceOfTwo(int seed) {
    Random random = new Random(seed);
    Model two = model(random, seed % 2 == 0, 2, 0);
    DMatrixRMaj x = points(random, two.features());
    for (int j = 0; j < x.numCols; j++) {
      double[] z = new double[2];
      two.logits(column(x, j), z);
      double[] p = new double[2];
      Softmax.of(z, 2, p);
      assertThat(p).containsExactly(probabilities(two, x)[j], within(1e-15));
    }
  }

  /** From logits, so that neither overflows: a weight of 1 and features of ±1000. */
  @Test
  void shouldStayFiniteAtLargeLogits() {
    for (int classes : CLASSES) {
      Model model = SettingsDraft.logistic().model(1, classes);
      Arrays.setAll(model.parameters()[0].data, k -> k % 2 == 0 ? 1 : -1);
      for (double far : new double[] {1_000, 1e70}) {
        DMatrixRMaj x = new DMatrixRMaj(new double[][] {{far, -far, 0}});
        for (int label = 0; label < classes; label++) {
          double[][] gradient = gradient(model, x, new int[] {label, label, label});
          for (double[] part : gradient) {
            assertThat(Arrays.stream(part).allMatch(Double::isFinite)).isTrue();
          }
        }
        for (double[] p : probabilities(model, x)) {
          assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-15));
        }
      }
    }
  }

  private static Model model(Random random, boolean network, int classes, double l2) {
    SettingsDraft draft =
        network ? SettingsDraft.network(1 + random.nextInt(20)) : SettingsDraft.logistic();
    draft.l2 = l2;
    Model model = draft.model(1 + random.nextInt(6), classes);
    for (DMatrixRMaj parameter : model.parameters()) {
      Arrays.setAll(parameter.data, k -> random.nextGaussian());
    }
    return model;
  }

  private static DMatrixRMaj points(Random random, int features) {
    DMatrixRMaj x = new DMatrixRMaj(features, 1 + random.nextInt(40));
    Arrays.setAll(x.data, k -> random.nextGaussian());
    return x;
  }

  private static int[] labels(Random random, int points, int classes) {
    return random.ints(points, 0, classes).toArray();
  }

  private static double[][] gradient(Model model, DMatrixRMaj x, int[] labels) {
    model.gradient(x, labels);
    return Arrays.stream(data(model.gradients())).map(double[]::clone).toArray(double[][]::new);
  }

  private static double[][] data(DMatrixRMaj[] matrices) {
    return Arrays.stream(matrices).map(matrix -> matrix.data).toArray(double[][]::new);
  }

  private static double difference(
      Model model, double[] theta, int k, DMatrixRMaj x, int[] labels, double l2) {
    double old = theta[k];
    theta[k] = old + H;
    double above = objective(model, x, labels, l2);
    theta[k] = old - H;
    double below = objective(model, x, labels, l2);
    theta[k] = old;
    return (above - below) / (2 * H);
  }

  /** J = mean cross-entropy + l2/2·‖w‖², from single logits; the biases are not penalised. */
  private static double objective(Model model, DMatrixRMaj x, int[] labels, double l2) {
    double cost = 0;
    double[] z = new double[model.classes()];
    for (int j = 0; j < x.numCols; j++) {
      model.logits(column(x, j), z);
      cost += (Softmax.logSum(z, z.length) - z[labels[j]]) / x.numCols;
    }
    double squares = 0;
    for (int i = 0; i < model.parameters().length; i += 2) {
      squares += Arrays.stream(model.parameters()[i].data).map(w -> w * w).sum();
    }
    return cost + l2 / 2 * squares;
  }

  private static double[][] probabilities(Model model, DMatrixRMaj x) {
    double[][] all = new double[x.numCols][model.classes()];
    for (int j = 0; j < all.length; j++) {
      model.probabilities(column(x, j), all[j]);
    }
    return all;
  }

  private static double[] column(DMatrixRMaj x, int j) {
    double[] column = new double[x.numRows];
    Arrays.setAll(column, d -> x.get(d, j));
    return column;
  }

  private static void reverseUnits(DMatrixRMaj[] matrices) {
    reverseRows(matrices[0]);
    reverseRows(matrices[1]);
    DMatrixRMaj w2 = matrices[2].copy();
    for (int k = 0; k < w2.numRows; k++) {
      for (int h = 0; h < w2.numCols; h++) {
        matrices[2].set(k, w2.numCols - 1 - h, w2.get(k, h));
      }
    }
  }

  private static void reverseClasses(DMatrixRMaj[] matrices) {
    reverseRows(matrices[matrices.length - 2]);
    reverseRows(matrices[matrices.length - 1]);
  }

  private static void reverseRows(DMatrixRMaj matrix) {
    DMatrixRMaj copy = matrix.copy();
    for (int r = 0; r < copy.numRows; r++) {
      for (int c = 0; c < copy.numCols; c++) {
        matrix.set(copy.numRows - 1 - r, c, copy.get(r, c));
      }
    }
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    Arrays.setAll(reversed, i -> values[values.length - 1 - i]);
    return reversed;
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
}
