package io.gyre.learning.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.encoding.Row;
import io.gyre.learning.Run;
import io.gyre.learning.SettingsDraft;
import io.gyre.learning.math.Softmax;
import io.gyre.learning.memory.ReplayExclusions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
          Drawn drawn = new Drawn(random, network, classes, l2);

          double[][] gradient = drawn.gradient();

          for (int i = 0; i < gradient.length; i++) {
            double[] theta = drawn.parameters()[i];
            for (int k = 0; k < theta.length; k++) {
              assertThat(gradient[i][k])
                  .as("array %d[%d], %d classes", i, k, classes)
                  .isCloseTo(drawn.difference(theta, k, l2), within(2e-8));
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
      Drawn drawn = new Drawn(random, seed % 2 == 0, classes, 0.3);
      double[][] gradient = drawn.gradient();
      double[][] mean =
          Arrays.stream(gradient).map(p -> new double[p.length]).toArray(double[][]::new);
      for (int j = 0; j < drawn.x.length; j++) {
        add(mean, drawn.gradient(drawn.x[j]), 1.0 / drawn.x.length);
      }

      // Sums of at most 40 terms of magnitude up to 10, in another order: 40·10·2⁻⁵³.
      assertAllClose(gradient, mean, 1e-13);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
  void shouldNotDependOnTheOrderOfHiddenUnits(int seed) {
    Random random = new Random(seed);
    for (int classes : CLASSES) {
      Drawn drawn = new Drawn(random, true, classes, 0.3);
      double[][] before = drawn.logits();
      double[][] gradient = drawn.gradient();

      drawn.reverseUnits(drawn.parameters());

      assertAllClose(drawn.logits(), before, 1e-13);
      double[][] reversed = drawn.gradient();
      drawn.reverseUnits(reversed);
      assertAllClose(reversed, gradient, 1e-13);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {41, 42, 43, 44, 45, 46, 47, 48, 49, 50})
  void shouldPermuteWithTheClasses(int seed) {
    Random random = new Random(seed);
    for (int classes : new int[] {3, 7}) {
      Drawn drawn = new Drawn(random, seed % 2 == 0, classes, 0.3);
      double[][] before = drawn.logits();
      double[][] gradient = drawn.gradient();

      drawn.reverseClasses(drawn.parameters());

      double[][] after = drawn.logits();
      for (int j = 0; j < before.length; j++) {
        reverse(after[j], 1);
        assertThat(after[j]).containsExactly(before[j], within(1e-13));
        drawn.labels[j] = classes - 1 - drawn.labels[j];
      }
      double[][] reversed = drawn.gradient();
      drawn.reverseClasses(reversed);
      assertAllClose(reversed, gradient, 1e-13);
    }
  }

  /** Rows (0, w) say with three numbers a class what one says with two classes. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {51, 52, 53, 54, 55})
  void shouldBeTheSigmoidOfTheDifferenceOfTwo(int seed) {
    Drawn two = new Drawn(new Random(seed), seed % 2 == 0, 2, 0);
    for (double[] point : two.x) {
      double[] p = new double[2];
      Softmax.of(two.logits(point), 2, p);
      assertThat(p).containsExactly(two.run.predict(point), within(1e-15));
    }
  }

  /** Which of a matrix and its transpose is stored is a question of speed alone. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {61, 62, 63, 64, 65, 66, 67, 68})
  void shouldHaveTheSameBitsByPointAndByUnit(int seed) {
    Random random = new Random(seed);
    for (int classes : CLASSES) {
      int hidden = seed % 2 == 0 ? 0 : 1 + random.nextInt(20);
      GradientModel model = new GradientModel(hidden, classes, 0.3);
      for (double[] parameter : model.parameters()) {
        Arrays.setAll(parameter, k -> random.nextGaussian());
      }
      int points = 1 + random.nextInt(40);
      double[][] byPoint = new double[points][model.units()];
      for (double[] sums : byPoint) {
        Arrays.setAll(sums, m -> random.nextGaussian());
      }
      double[][] byUnit = transposed(byPoint);
      double[] labels = random.ints(points, 0, classes).asDoubleStream().toArray();

      double[][] dz = copy(model.gradient(byPoint, points, labels, false), points, model.units());
      double[][] gradients =
          Arrays.stream(model.gradients()).map(double[]::clone).toArray(double[][]::new);
      double[][] other = copy(model.gradient(byUnit, points, labels, true), model.units(), points);

      assertThat(transposed(other)).isDeepEqualTo(dz);
      assertThat(model.gradients()).isDeepEqualTo(gradients);
    }
  }

  /** From logits, so that neither overflows: a weight of 1 and features of ±1000. */
  @Test
  void shouldStayFiniteAtLargeLogits() {
    for (int classes : CLASSES) {
      for (double far : new double[] {1_000, 1e70}) {
        for (int label = 0; label < classes; label++) {
          double[][] x = {{far}, {-far}, {0}};
          Drawn drawn =
              new Drawn(SettingsDraft.logistic(), classes, x, new int[] {label, label, label});
          double[] w = drawn.weights.firstLayer().weights(0);
          Arrays.setAll(w, k -> k % 2 == 0 ? 1 : -1);
          for (double[] part : drawn.gradient()) {
            assertThat(Arrays.stream(part).allMatch(Double::isFinite)).isTrue();
          }
          for (double[] point : x) {
            assertThat(Arrays.stream(drawn.run.predict(point)).sum()).isCloseTo(1, within(1e-15));
          }
        }
      }
    }
  }

  /** A learner of drawn weights that has not stepped yet, and the points that wait. */
  private static final class Drawn {

    final SettingsDraft draft;
    final int classes;
    final double[][] x; // B×D
    final int[] labels;
    final Run run;
    final TrainingState weights;

    Drawn(Random random, boolean network, int classes, double l2) {
      this(draft(random, network, l2), classes, points(random), null);
      Arrays.setAll(labels, j -> random.nextInt(classes));
      for (double[] parameter : parameters()) {
        Arrays.setAll(parameter, k -> random.nextGaussian());
      }
    }

    Drawn(SettingsDraft draft, int classes, double[][] x, int[] labels) {
      this.draft = draft;
      this.classes = classes;
      this.x = x;
      this.labels = labels == null ? new int[x.length] : labels;
      draft.batch = 100;
      draft.memory = 100;
      run = draft.run(x[0].length, classes);
      weights = run.gradientLearner().weights();
    }

    private static SettingsDraft draft(Random random, boolean network, double l2) {
      SettingsDraft draft =
          network ? SettingsDraft.network(1 + random.nextInt(20)) : SettingsDraft.logistic();
      draft.l2 = l2;
      return draft;
    }

    private static double[][] points(Random random) {
      double[][] x = new double[1 + random.nextInt(40)][1 + random.nextInt(6)];
      int features = x[0].length;
      Arrays.setAll(x, j -> random.doubles(features, -2, 2).toArray());
      return x;
    }

    /** The weights of each column, then the model's own. */
    double[][] parameters() {
      List<double[]> all = new ArrayList<>();
      for (int c = 0; c < x[0].length; c++) {
        all.add(weights.firstLayer().weights(c));
      }
      all.addAll(List.of(weights.model().parameters()));
      return all.toArray(double[][]::new);
    }

    double[][] gradient() {
      return gradient(x, labels);
    }

    double[][] gradient(double[] point) {
      return gradient(new double[][] {point}, new int[] {labels[Arrays.asList(x).indexOf(point)]});
    }

    private double[][] gradient(double[][] points, int[] ofPoints) {
      for (int j = 0; j < points.length; j++) {
        run.shared().add(Row.of(points[j]), ofPoints[j]);
      }
      Batch batch = run.gradientLearner().batch;
      int b = points.length;
      batch.gather(run.memory(), b, b, draft.training(), new ReplayExclusions(), null);
      weights.begin(batch);
      weights.computeGradient(batch);
      List<double[]> all = new ArrayList<>();
      for (int c = 0; c < x[0].length; c++) {
        all.add(weights.gradient(c).clone());
      }
      for (double[] part : weights.model().gradients()) {
        all.add(part.clone());
      }
      return all.toArray(double[][]::new);
    }

    double[] logits(double[] point) {
      double[] sums = weights.firstBiases().clone();
      for (int m = 0; m < sums.length; m++) {
        for (int c = 0; c < point.length; c++) {
          sums[m] += weights.firstLayer().weights(c)[m] * point[c];
        }
      }
      double[] z = new double[classes];
      weights.model().logits(sums, z);
      return z;
    }

    double[][] logits() {
      return Arrays.stream(x).map(this::logits).toArray(double[][]::new);
    }

    double difference(double[] theta, int k, double l2) {
      double old = theta[k];
      theta[k] = old + H;
      double above = objective(l2);
      theta[k] = old - H;
      double below = objective(l2);
      theta[k] = old;
      return (above - below) / (2 * H);
    }

    /** J = mean cross-entropy + l2/2·‖w‖², from single logits; the biases are not penalised. */
    private double objective(double l2) {
      double cost = 0;
      for (int j = 0; j < x.length; j++) {
        double[] z = logits(x[j]);
        cost += (Softmax.logSum(z, classes) - z[labels[j]]) / x.length;
      }
      double squares = 0;
      int d = x[0].length;
      double[][] all = parameters();
      for (int i = 0; i < all.length; i++) {
        if (i < d || (!weights.model().isLinear() && i == d + 1)) {
          squares += Arrays.stream(all[i]).map(w -> w * w).sum();
        }
      }
      return cost + l2 / 2 * squares;
    }

    /** Of arrays of the parameters' shapes: columns, b1, w2, b2. */
    void reverseUnits(double[][] arrays) {
      int d = x[0].length;
      for (int i = 0; i <= d; i++) {
        reverse(arrays[i], 1);
      }
      int units = arrays[d].length;
      for (int from = 0; from < arrays[d + 1].length; from += units) {
        double[] row = Arrays.copyOfRange(arrays[d + 1], from, from + units);
        reverse(row, 1);
        System.arraycopy(row, 0, arrays[d + 1], from, units);
      }
    }

    void reverseClasses(double[][] arrays) {
      int first = weights.model().isLinear() ? 0 : x[0].length + 1;
      for (int i = first; i < arrays.length; i++) {
        reverse(arrays[i], arrays[i].length / classes);
      }
    }
  }

  /** Reverses groups of numbers in place. */
  private static void reverse(double[] array, int size) {
    double[] old = array.clone();
    for (int from = 0; from < array.length; from += size) {
      System.arraycopy(old, from, array, array.length - size - from, size);
    }
  }

  private static double[][] copy(double[][] matrix, int rows, int n) {
    double[][] copy = new double[rows][];
    Arrays.setAll(copy, i -> Arrays.copyOf(matrix[i], n));
    return copy;
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int k = 0; k < matrix[i].length; k++) {
        transposed[k][i] = matrix[i][k];
      }
    }
    return transposed;
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
