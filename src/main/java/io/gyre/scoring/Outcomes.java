package io.gyre.scoring;

/**
 * A batch of predictions and labels, in the order in which the points came. K classes, numbered
 * 0…K−1, or amounts, which are all of class 0. It is filled, given to each {@link ScopedMetrics}
 * and cleared. Not thread-safe.
 */
public final class Outcomes {

  /** The number of no class. */
  public static final int NONE = -1;

  // One number a point.
  final int[] label;
  final int[] predicted;
  final double[] cost;
  final double[] confidence;
  final double[] positive;
  final int[] positiveClass;
  final int[] classes;
  final double[] probability; // of the first K ≤ MOST classes of each point: capacity × MOST
  final int[] lastLabel;
  final int[] majority;
  private AmountOutcome[] amounts = {}; // of amounts, by point
  private int size;

  /**
   * @param capacity how many points it holds at most, 1 to 65,536: so many may weigh 0.999^−65,536
   *     = 3e28 times the first of them, but not infinitely
   */
  public Outcomes(int capacity) {
    label = new int[capacity];
    predicted = new int[capacity];
    cost = new double[capacity];
    confidence = new double[capacity];
    positive = new double[capacity];
    positiveClass = new int[capacity];
    classes = new int[capacity];
    probability = new double[capacity * OddsBins.MOST_CLASSES];
    lastLabel = new int[capacity];
    majority = new int[capacity];
  }

  /**
   * Adds a point, unchecked.
   *
   * @param label 0…K−1
   * @param predicted the class that was predicted; {@link #NONE} if none was known, then the point
   *     is in no score
   * @param cost cross-entropy in nats, finite, ≥ 0
   * @param confidence the largest probability, in [0, 1]; 0 if there was no prediction
   * @param lastLabel the last label known when the point was predicted, or {@link #NONE}
   * @param majority the most frequent class then, or {@link #NONE}
   * @param positive the number of the positive class, or {@link #NONE} unless there were two
   * @param p the probabilities that were given, by class; not kept
   * @param classes how many classes were known then; as many of {@code p} count
   */
  public void add(
      int label,
      int predicted,
      double cost,
      double confidence,
      int lastLabel,
      int majority,
      int positive,
      double[] p,
      int classes) {
    int i = size;
    this.label[i] = label;
    this.predicted[i] = predicted;
    this.cost[i] = cost;
    this.confidence[i] = confidence;
    this.lastLabel[i] = lastLabel;
    this.majority[i] = majority;
    this.positive[i] = positive == NONE ? Double.NaN : p[positive];
    positiveClass[i] = positive;
    this.classes[i] = Math.min(classes, OddsBins.MOST_CLASSES);
    System.arraycopy(p, 0, probability, i * OddsBins.MOST_CLASSES, this.classes[i]);
    size++;
  }

  /**
   * Adds a point whose label is an amount.
   *
   * @param outcome what was said and what came
   * @param answered whether any label was known when it was said; else the point is in no score
   */
  public void add(AmountOutcome outcome, boolean answered) {
    amounts = amounts.length == 0 ? new AmountOutcome[label.length] : amounts;
    label[size] = 0;
    predicted[size] = answered ? 0 : NONE;
    amounts[size++] = outcome;
  }

  /**
   * Adds a point whose label is an amount, and what one of the baselines said of it.
   *
   * @param label in its unit, limited to ten deviations
   * @param said by the baseline; both are NaN before the first label
   * @param last the last label that was known
   * @param average of all labels then
   */
  public void addBaseline(double label, double said, double last, double average) {
    add(
        new AmountOutcome(label, false, said, last, average, Double.NaN, Double.NaN),
        !Double.isNaN(last));
  }

  AmountOutcome amount(int i) {
    return amounts[i];
  }

  public int size() {
    return size;
  }

  /** Tells whether it has to be cleared before another point is added. */
  public boolean isFull() {
    return size == label.length;
  }

  public void clear() {
    size = 0;
  }
}
