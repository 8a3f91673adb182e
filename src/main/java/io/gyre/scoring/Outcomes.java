package io.gyre.scoring;

/**
 * The predictions of labelled points and what was right, in the order in which the points came: a
 * batch by which metrics are updated. K classes, numbered 0…K−1.
 *
 * <p>A buffer that is filled, given to each {@link ScopedMetrics} and cleared. Not thread-safe.
 */
public final class Outcomes {

  /** Stands for the class where none was predicted. */
  public static final int NONE = -1;

  /** So many points may weigh 0.999^−65,536 = 3e28 times the first of them, but not infinitely. */
  private static final int MOST = 65_536;

  // One number a point.
  final int[] label;
  final int[] predicted;
  final double[] cost;
  final double[] confidence;
  final double[] positive;
  final boolean[] isPositive;
  final int[] lastLabel;
  final int[] majority;
  private int size;
  private int highestClass = NONE;

  /**
   * @param capacity how many points it holds at most, 1 to 65,536
   */
  public Outcomes(int capacity) {
    if (capacity < 1 || capacity > MOST) {
      throw new IllegalArgumentException(
          "capacity: expected 1 to %d points, found %d".formatted(MOST, capacity));
    }
    label = new int[capacity];
    predicted = new int[capacity];
    cost = new double[capacity];
    confidence = new double[capacity];
    positive = new double[capacity];
    isPositive = new boolean[capacity];
    lastLabel = new int[capacity];
    majority = new int[capacity];
  }

  /**
   * Adds a point. What is given is not checked.
   *
   * @param label 0…K−1, or K for a class never seen before
   * @param predicted the class that was predicted, or {@link #NONE}
   * @param cost cross-entropy in nats, finite, ≥ 0
   * @param confidence the largest probability, in [0, 1]; 0 if there was no prediction
   * @param lastLabel the last label known when the point was predicted, or {@link #NONE}
   * @param majority the most frequent class then, or {@link #NONE}
   * @param positive the probability of the positive class, in [0, 1]; NaN if it has none
   * @param isPositive whether the label is the positive class
   * @throws ArrayIndexOutOfBoundsException when the buffer is full
   */
  public void add(
      int label,
      int predicted,
      double cost,
      double confidence,
      int lastLabel,
      int majority,
      double positive,
      boolean isPositive) {
    int i = size;
    this.label[i] = label;
    this.predicted[i] = predicted;
    this.cost[i] = cost;
    this.confidence[i] = confidence;
    this.lastLabel[i] = lastLabel;
    this.majority[i] = majority;
    this.positive[i] = positive;
    this.isPositive[i] = isPositive;
    highestClass = Math.max(highestClass, Math.max(label, predicted));
    size++;
  }

  /** How many points are in it. */
  public int size() {
    return size;
  }

  /** Tells whether it has to be cleared before another point is added. */
  public boolean isFull() {
    return size == label.length;
  }

  /** Takes all points out. */
  public void clear() {
    size = 0;
    highestClass = NONE;
  }

  /** How many classes its points speak of at least. */
  int classes() {
    return highestClass + 1;
  }

  /** How many classes a point speaks of at least. */
  int classes(int i) {
    return Math.max(label[i], predicted[i]) + 1;
  }
}
