package io.gyre.learning;

/**
 * The k nearest of the points that it is offered, the nearest first; of those equally far the one
 * that is offered first. Not thread-safe.
 */
final class NearestPoints {

  private static final int SHORT = 64;

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

  /** A point must be nearer than this to count: a squared distance. */
  double bound() {
    return size < most ? Double.POSITIVE_INFINITY : squares[most - 1];
  }

  /**
   * Takes a point in.
   *
   * @param square its squared distance, below {@link #bound}
   * @param number its number in the memory
   */
  void add(double square, long number) {
    int last = Math.min(size, most - 1);
    int at = last;
    if (last > SHORT) {
      at = place(square);
      System.arraycopy(squares, at, squares, at + 1, last - at);
      System.arraycopy(numbers, at, numbers, at + 1, last - at);
    } else {
      // Each guess of a bisection would be wrong as often as not; this is wrong once.
      for (; at > 0 && squares[at - 1] > square; at--) {
        squares[at] = squares[at - 1];
        numbers[at] = numbers[at - 1];
      }
    }
    squares[at] = square;
    numbers[at] = number;
    size = last + 1;
  }

  /** Finds by bisection how many are at most as far. */
  private int place(double square) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (squares[middle] <= square) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
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
