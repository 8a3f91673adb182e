package io.gyre.learning.neighbours;

import io.gyre.encoding.GrowingArrays;

/**
 * Keeps the k nearest of the offered points, the nearest first; ties go to the one offered first.
 * Not thread-safe.
 */
final class NearestPoints {

  double[] squares = {}; // k, squared distances
  long[] numbers = {}; // k, in the memory
  private int most; // k
  int size;
  long version = -1; // of the row whose nearest they are

  void begin(int k) {
    squares = GrowingArrays.of(squares, k);
    numbers = GrowingArrays.of(numbers, k);
    most = k;
    size = 0;
  }

  /** Returns the squared distance below which a point counts. */
  double bound() {
    return size < most ? Double.POSITIVE_INFINITY : squares[most - 1];
  }

  /**
   * Takes a point in, if it is one of the nearest.
   *
   * @param square its squared distance, finite
   * @param number its number in the memory
   */
  void add(double square, long number) {
    if (square >= bound()) {
      return;
    }
    int at = Math.min(size, most - 1);
    size = at + 1;
    // Each guess of a bisection would be wrong as often as not; this is wrong once.
    for (; at > 0 && square < squares[at - 1]; at--) {
      squares[at] = squares[at - 1];
      numbers[at] = numbers[at - 1];
    }
    squares[at] = square;
    numbers[at] = number;
  }
}
