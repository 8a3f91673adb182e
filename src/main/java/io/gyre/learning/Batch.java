package io.gyre.learning;

import org.ejml.data.DMatrixRMaj;

/** The points that are stepped on together: those that are new, and those sampled to join them. */
final class Batch {

  private final DMatrixRMaj x; // D×B, scaled
  private int[] labels = {}; // B
  private long[] numbers = {}; // B, in the memory
  private int size; // B

  Batch(int features) {
    x = new DMatrixRMaj(features, 0);
  }

  /**
   * Gathers the newest points and a sample.
   *
   * @param held how many of the memory's newest points may be sampled
   * @param pending how many of them are new, 1 or more
   */
  void gather(
      Memory memory,
      int held,
      int pending,
      TrainingSettings settings,
      ExcludedPoints excluded,
      Scaler scaler) {
    reserve(pending + settings.replay());
    for (int j = 0; j < pending; j++) {
      numbers[j] = memory.count() - pending + j;
    }
    size =
        ReplaySampler.sample(
            settings.seed(), memory, held, excluded, numbers, pending, settings.replay());
    x.reshape(x.numRows, size);
    memory.gather(numbers, size, x.data, labels);
    for (int d = 0; d < x.numRows; d++) {
      scaler.scale(d, x.data, d * size, size);
    }
  }

  private void reserve(int points) {
    if (numbers.length < points) {
      numbers = new long[points];
      labels = new int[points];
    }
  }

  /** D×B, one point a column. */
  DMatrixRMaj x() {
    return x;
  }

  /** The labels, of which the first B are valid. */
  int[] labels() {
    return labels;
  }

  /** B. */
  int size() {
    return size;
  }

  /** The number in the memory of point j. */
  long number(int j) {
    return numbers[j];
  }
}
