package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Takes a learner's state apart and puts it together again, as a store does. */
final class Copies {

  private Copies() {}

  /** A fresh learner of the given settings with the state of another. */
  static OnlineLearner of(OnlineLearner learner, LearnerSettings settings) {
    int features = learner.model().features();
    OnlineLearner copy = new OnlineLearner(settings, features);
    for (int i = 0; i < learner.arrays().length; i++) {
      double[] array = learner.arrays()[i];
      System.arraycopy(array, 0, copy.arrays()[i], 0, array.length);
    }
    copy.restore(learner.counters());
    double[] x = new double[features];
    ReplayMemory memory = learner.memory();
    for (int slot = 0; slot < memory.size(); slot++) {
      for (int d = 0; d < features; d++) {
        x[d] = memory.feature(slot, d);
      }
      copy.memory().restore(slot, x, memory.label(slot), memory.excluded(slot));
    }
    return copy;
  }

  static OnlineLearner of(OnlineLearner learner) {
    return of(learner, learner.settings());
  }

  /** The bits of every parameter, moment, mean and square. */
  static long[][] bits(OnlineLearner learner) {
    return Arrays.stream(learner.arrays())
        .map(array -> Arrays.stream(array).mapToLong(Double::doubleToRawLongBits).toArray())
        .toArray(long[][]::new);
  }

  /** Asserts that the whole state is the same, bit for bit. */
  static void assertSame(OnlineLearner found, OnlineLearner expected) {
    assertThat(found.counters()).isEqualTo(expected.counters());
    assertThat(bits(found)).isDeepEqualTo(bits(expected));
    assertThat(found.memory()).usingRecursiveComparison().isEqualTo(expected.memory());
  }
}
