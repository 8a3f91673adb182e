package io.gyre.learning.neighbours;

/**
 * The k nearest of the points that it is offered, the nearest first; of those equally far the one
 * that was offered first. Not thread-safe.
 */
final class NearestPoints {

  private double[] squares = {}; // k
  private long[] numbers = {}; // k
  private int most; // k
  private int size;

  /** Forgets all points, and keeps k from now on. */
  void begin(int k) {
    if (squares.length < k) {
      squares = new double[k];
      numbers = new long[k];
    }
    most = k;
    size = 0;
  }

  /** The squared distance below which a point counts. */
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

  /** How many there are, at most k. */
  int size() {
    return size;
  }

  /** The squared distance of one of them. */
  double square(int i) {
    return squares[i];
  }

  /** The number in the memory of one of them. */
  long number(int i) {
    return numbers[i];
  }
}
