package io.gyre.learning;

/**
 * The k nearest of the points that it is offered, the nearest first; of those equally far the newer
 * first. Not thread-safe.
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

  /** A point further than this does not count: a squared distance. */
  double bound() {
    return size < most ? Double.POSITIVE_INFINITY : squares[most - 1];
  }

  /** Tells whether a point at a distance would count. */
  boolean takes(double square, long number) {
    return size < most
        || square < squares[most - 1]
        || (square == squares[most - 1] && number > numbers[most - 1]);
  }

  /**
   * Takes a point in, if it is one of the nearest.
   *
   * @param square its squared distance
   * @param number its number in the memory
   */
  void add(double square, long number) {
    if (!takes(square, number)) {
      return;
    }
    int last = Math.min(size, most - 1);
    int at = last;
    if (last > SHORT) {
      at = place(square, number, last);
      System.arraycopy(squares, at, squares, at + 1, last - at);
      System.arraycopy(numbers, at, numbers, at + 1, last - at);
    } else {
      // Each guess of a bisection would be wrong as often as not; this is wrong once.
      for (; at > 0 && isBefore(square, number, at - 1); at--) {
        squares[at] = squares[at - 1];
        numbers[at] = numbers[at - 1];
      }
    }
    squares[at] = square;
    numbers[at] = number;
    size = last + 1;
  }

  /** Finds by bisection how many of the first are before a point. */
  private int place(double square, long number, int last) {
    int low = 0;
    int high = last;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(square, number, middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private boolean isBefore(double square, long number, int i) {
    return square < squares[i] || (square == squares[i] && number > numbers[i]);
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
