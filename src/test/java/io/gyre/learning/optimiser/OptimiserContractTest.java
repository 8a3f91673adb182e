package io.gyre.learning.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.learning.Golden;
import io.gyre.learning.SettingsDraft;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Optimiser} promises, of every optimiser there is. */
class OptimiserContractTest {

  private static final double[] START = {1, -0.5, 0.25};

  static List<String> names() {
    return Optimisers.names();
  }

  private static Optimiser optimiser(String name) {
    SettingsDraft draft = SettingsDraft.logistic();
    draft.optimiser = name;
    draft.learningRate = 0.03;
    draft.momentum = 0.9;
    return Optimisers.of(draft.training());
  }

  /** Parameters of one shape or more, with their moments, being stepped on. */
  private static final class Steps {

    private final Optimiser optimiser;
    private final double[][] theta;
    private final double[][][] moments;
    private long t;

    Steps(String name, double[]... start) {
      optimiser = optimiser(name);
      theta = Arrays.stream(start).map(double[]::clone).toArray(double[][]::new);
      moments = new double[start.length][][];
      Arrays.setAll(moments, i -> new double[optimiser.moments()][start[i].length]);
    }

    void step(double[]... g) {
      double[][] before = Arrays.stream(g).map(double[]::clone).toArray(double[][]::new);
      t++;
      for (int i = 0; i < theta.length; i++) {
        double[][] arrays = new double[1 + moments[i].length][];
        arrays[0] = theta[i];
        System.arraycopy(moments[i], 0, arrays, 1, moments[i].length);
        optimiser.step(arrays, g[i], t);
      }
      assertThat(g).as("the gradient").isDeepEqualTo(before);
    }

    /** Another optimiser with all that these have kept. */
    Steps restored(String name) {
      Steps copy = new Steps(name, theta);
      for (int m = 0; m < moments.length; m++) {
        for (int i = 0; i < moments[m].length; i++) {
          copy.moments[m][i] = moments[m][i].clone();
        }
      }
      copy.t = t;
      return copy;
    }
  }

  /** golden/optimisers.json says where its numbers come from; a new optimiser needs some there. */
  @ParameterizedTest
  @MethodSource("names")
  void shouldFollowItsPublishedFormula(String name) {
    JsonNode golden = Golden.json("optimisers.json").get("parameters").get(name);
    assertThat(golden).as("golden numbers of %s", name).isNotNull();
    Steps steps = new Steps(name, START);
    for (int t = 1; t <= 1_000; t++) {
      double cos = StrictMath.cos(t);
      steps.step(new double[] {0.5 * cos, -2 * cos, 1e-3 * cos});
      JsonNode expected = golden.get(String.valueOf(t));
      if (expected != null) {
        assertThat(steps.theta[0])
            .as("step %d", t)
            .containsExactly(Golden.numbers(expected), within(1e-13));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldGoOnBitForBitFromItsMoments(String name) {
    Random random = new Random(1);
    Steps steps = new Steps(name, START, new double[2]);
    for (int t = 1; t <= 100; t++) {
      double[] g = random.doubles(3, -1, 1).toArray();
      double[] other = random.doubles(2, -1, 1).toArray();
      Steps restored = steps.restored(name);
      steps.step(g, other);
      restored.step(g, other);
      assertThat(restored.theta).isDeepEqualTo(steps.theta);
      assertThat(restored.moments).isDeepEqualTo(steps.moments);
      steps = t % 2 == 0 ? restored : steps;
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldMoveNothingByAGradientOfZeroAtTheStart(String name) {
    Steps steps = new Steps(name, START);
    for (int t = 1; t <= 10; t++) {
      steps.step(new double[3]);
    }
    assertThat(steps.theta[0]).isEqualTo(START);
    for (double[] moment : steps.moments[0]) {
      assertThat(moment).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldStepAgainstTheGradientAtFirst(String name) {
    Steps steps = new Steps(name, new double[3]);
    steps.step(new double[] {1e-3, -7, 0});
    assertThat(steps.theta[0][0]).isNegative();
    assertThat(steps.theta[0][1]).isPositive();
    assertThat(steps.theta[0][2]).isZero();
  }

  /** The largest that a step is made with; those that go further are refused elsewhere. */
  @ParameterizedTest
  @MethodSource("names")
  void shouldStayFiniteAtTheLargestGradients(String name) {
    Steps steps = new Steps(name, START);
    for (int t = 1; t <= 100; t++) {
      double sign = t % 3 == 0 ? -1 : 1;
      steps.step(new double[] {sign * 1e70, -1e70, sign * 1e-300});
      assertThat(Arrays.stream(steps.theta[0]).allMatch(Double::isFinite)).isTrue();
      for (double[] moment : steps.moments[0]) {
        assertThat(Arrays.stream(moment).allMatch(Double::isFinite)).isTrue();
      }
    }
  }

  /** Each number goes its own way, whatever array it lies in. */
  @ParameterizedTest
  @MethodSource("names")
  void shouldKeepTheMomentsOfEachParameterApart(String name) {
    Steps together = new Steps(name, new double[] {1, 2}, new double[] {3});
    List<Steps> alone =
        IntStream.range(0, 3).mapToObj(k -> new Steps(name, new double[] {k + 1})).toList();
    Random random = new Random(2);
    for (int t = 1; t <= 50; t++) {
      double[] g = random.doubles(3, -1, 1).toArray();
      together.step(new double[] {g[0], g[1]}, new double[] {g[2]});
      for (int k = 0; k < 3; k++) {
        alone.get(k).step(new double[] {g[k]});
      }
    }
    assertThat(together.theta[0])
        .containsExactly(alone.get(0).theta[0][0], alone.get(1).theta[0][0]);
    assertThat(together.theta[1]).containsExactly(alone.get(2).theta[0][0]);
  }

  /** A sum of squares along a valley that is a hundred times as steep as it is long. */
  @ParameterizedTest
  @MethodSource("names")
  void shouldComeNearAMinimum(String name) {
    Steps steps = new Steps(name, new double[] {1, 1});
    for (int t = 1; t <= 3_000; t++) {
      double[] theta = steps.theta[0];
      steps.step(new double[] {10 * theta[0], 0.1 * theta[1]});
    }
    assertThat(Map.of("steep", steps.theta[0][0], "flat", steps.theta[0][1]).values())
        .allMatch(value -> Math.abs(value) < 0.1);
  }
}
