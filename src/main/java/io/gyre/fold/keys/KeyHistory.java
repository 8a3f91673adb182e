package io.gyre.fold.keys;

import io.gyre.learning.math.Logarithm;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * What is remembered of one value of a key: faded sums of its points and of their labels. Not
 * thread-safe.
 *
 * <pre>
 *  of each number field   W ← d·W + 1,  μ' = μ + (x − μ)/W,  Q ← d·Q + (x − μ)·(x − μ')
 *  of the labels          C_c ← d·C_c + [it is class c]      for each class, and for all
 *  of amounts             C ← d·C + z, and d·W + 1
 * </pre>
 *
 * <p>with d of {@link Fading}, for each of its fadings. Centred squares do not cancel, as Σx² does.
 */
final class KeyHistory {

  /** The classes whose rates are kept: the first. */
  static final int MOST_CLASSES = 8;

  static final int NONE = -1;

  /** No number is taken as further from the mean, in its deviations. */
  private static final double MOST_DEVIATIONS = 100;

  /** Numbers are limited so that no square overflows. */
  private static final double LARGEST = 1e150;

  /** A weight that has faded below says nothing any more. */
  private static final double LEAST_WEIGHT = 1e-100;

  /** One that has faded below is lost when a point is added. */
  private static final double LOST_WEIGHT = 0x1p-53;

  private static final double ROUNDING = 1e-12;

  private static final int OF_NUMBER = 3; // W, μ, Q

  /** By which it is found. */
  final String name;

  /** Its value as it is stored; null if it is not. */
  byte[] stored;

  /** Whether it has changed since. */
  boolean changed;

  /** Its place in the order in which keys are forgotten. */
  long place;

  private final Fading fading;
  private long points;
  private long lastMs; // the time of the last point
  private long labels;
  private long lastLabelMs;
  private int lastClass = NONE;
  private double lastAmount; // z
  private double[] counts = {}; // by time: for each fading the points
  private double[] numbers = {}; // field by field, for each fading OF_NUMBER
  private long[] texts = {}; // field by field, a hash of its last value; 0 for none
  private double[] classes = {}; // for each fading: of all labels, then class by class

  private final boolean ofAmounts;

  KeyHistory(String name, Fading fading, boolean ofAmounts) {
    this.name = name;
    this.fading = fading;
    this.ofAmounts = ofAmounts;
  }

  /** Δ ≥ 0: points may be out of order, and a clock may have been wrong. */
  private static long elapsed(long last, long nowMs) {
    return Math.max(0, nowMs - last);
  }

  /**
   * Fills the columns of a point that comes now.
   *
   * @param point what it has
   * @param meanPoints the mean number of points of a value
   * @param shares of those classes among all labels whose rates are columns
   * @param from the place of the first
   */
  void fill(
      KeyFields.Values point,
      double meanPoints,
      ColumnNames.Layout layout,
      double[] shares,
      long nowMs,
      double[] columns,
      int from) {
    double[] x = point.numbers();
    long[] t = point.texts();
    int[] rates = layout.rates();
    int at = from;
    long elapsed = elapsed(lastMs, nowMs);
    columns[at++] = log1p(elapsed);
    if (!fading.byTime) {
      columns[at++] = log1p(points) - log1p(meanPoints);
    }
    for (int i = 0; i < counts.length; i++) {
      columns[at++] = log1p(counts[i] * fading.left(i, elapsed));
    }
    for (int field = 0; field < x.length; field++) {
      at = fillNumber(field, x[field], columns, at);
    }
    for (int field = 0; field < t.length; field++, at++) {
      long before = field < texts.length ? texts[field] : 0;
      if (before != 0 && t[field] != 0) {
        columns[at] = before == t[field] ? 1 : 0;
      }
    }
    long sinceLabel = elapsed(lastLabelMs, nowMs);
    for (int r = 0; r < rates.length; r++) {
      for (int i = 0; i < fading.count(); i++, at++) {
        if (labels > 0) {
          double left = fading.leftUntil(i, sinceLabel);
          double all = classes[i] * left;
          columns[at] = (ofClass(rates[r], i) * left + shares[r]) / (all + 1);
        }
      }
    }
    if (layout.last() && lastClass != NONE) {
      columns[at] = layout.ofAmounts() ? lastAmount : lastClass;
    }
  }

  private double ofClass(int number, int i) {
    int at = (number + 1) * fading.count() + i;
    return at < classes.length ? classes[at] : 0;
  }

  private int fillNumber(int field, double x, double[] columns, int from) {
    int at = from;
    int of = field * fading.count() * OF_NUMBER;
    for (int i = 0; i < fading.count(); i++, at += 2, of += OF_NUMBER) {
      double weight = of < numbers.length ? numbers[of] : 0;
      if (weight > LEAST_WEIGHT && x == x) { // not NaN
        double mean = numbers[of + 1];
        double deviation = Math.sqrt(numbers[of + 2] / weight);
        // Rounding leaves a deviation of a number that has been the same for long.
        boolean varies = deviation > ROUNDING * Math.abs(mean);
        double deviations = varies ? (limited(x) - mean) / deviation : 0;
        columns[at] = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, deviations));
        columns[at + 1] = Logarithm.asinh(limited(x)) - Logarithm.asinh(mean);
      }
    }
    return at;
  }

  private static double limited(double x) {
    return Math.max(-LARGEST, Math.min(LARGEST, x));
  }

  private static double log1p(double x) {
    return Logarithm.of(1 + x);
  }

  /** The later one; but a clock that was wrong does not stop the time of a key for long. */
  private static long latest(long before, long nowMs, long streamMs) {
    return Math.max(nowMs, Math.min(before, streamMs));
  }

  /**
   * Adds a point.
   *
   * @param streamMs the time of the stream
   */
  void add(KeyFields.Values point, long nowMs, long streamMs) {
    double[] x = point.numbers();
    long[] t = point.texts();
    int spans = fading.count();
    long elapsed = points == 0 ? 0 : elapsed(lastMs, nowMs);
    if (fading.byTime && counts.length == 0) {
      counts = new double[spans];
    }
    if (numbers.length < x.length * spans * OF_NUMBER) {
      numbers = Arrays.copyOf(numbers, x.length * spans * OF_NUMBER);
    }
    if (texts.length < t.length) {
      texts = Arrays.copyOf(texts, t.length);
    }
    for (int i = 0; i < spans; i++) {
      double left = fading.left(i, elapsed);
      if (fading.byTime) {
        counts[i] = counts[i] * left + 1;
      }
      for (int field = 0; field < x.length; field++) {
        add(x[field], left, (field * spans + i) * OF_NUMBER);
      }
    }
    for (int field = 0; field < t.length; field++) {
      texts[field] = t[field] == 0 ? texts[field] : t[field];
    }
    lastMs = points == 0 ? nowMs : latest(lastMs, nowMs, streamMs);
    points++;
  }

  private void add(double x, double left, int at) {
    numbers[at] *= left;
    numbers[at + 2] *= left;
    if (x == x && numbers[at] < LOST_WEIGHT) {
      numbers[at] = 1;
      numbers[at + 1] = limited(x);
      numbers[at + 2] = 0;
    } else if (x == x) { // not NaN
      double delta = limited(x) - numbers[at + 1];
      numbers[at]++;
      numbers[at + 1] += delta / numbers[at];
      numbers[at + 2] += delta * (limited(x) - numbers[at + 1]);
    }
  }

  /** Adds an amount of one of its points, z; times as for {@link #add}. */
  void addAmount(double amount, long nowMs, long streamMs) {
    addLabel(0, amount, nowMs, streamMs);
    lastAmount = amount;
  }

  /** Adds a label of one of its points; times as for {@link #add}. */
  void addLabel(int number, long nowMs, long streamMs) {
    addLabel(number, 1, nowMs, streamMs);
  }

  private void addLabel(int number, double share, long nowMs, long streamMs) {
    int spans = fading.count();
    int rows = number < MOST_CLASSES ? number + 2 : 1;
    if (classes.length < rows * spans) {
      classes = Arrays.copyOf(classes, rows * spans);
    }
    long elapsed = labels == 0 ? 0 : elapsed(lastLabelMs, nowMs);
    for (int i = 0; i < spans; i++) {
      double left = fading.left(i, elapsed);
      for (int at = i; at < classes.length; at += spans) {
        classes[at] *= left;
      }
      classes[i]++;
      if (number < MOST_CLASSES) {
        classes[(number + 1) * spans + i] += share;
      }
    }
    lastLabelMs = labels == 0 ? nowMs : latest(lastLabelMs, nowMs, streamMs);
    labels++;
    lastClass = number;
  }

  void write(StateWriter out) {
    out.putCompact(place).putCompact(points).putLong(lastMs);
    out.putCompact(labels).putLong(lastLabelMs).putCompact(lastClass + 1L);
    write(counts, out);
    write(numbers, out);
    write(classes, out);
    out.putCompact(texts.length);
    for (long text : texts) {
      out.putLong(text);
    }
    if (ofAmounts) {
      out.putDouble(lastAmount);
    }
  }

  private static void write(double[] sums, StateWriter out) {
    out.putCompact(sums.length).putDoubles(sums);
  }

  void read(StateReader in) {
    place = in.getCompact();
    points = in.getCompact();
    lastMs = in.getLong();
    labels = in.getCompact();
    lastLabelMs = in.getLong();
    lastClass = (int) in.getCompact(Integer.MAX_VALUE) - 1;
    counts = in.getDoubles(in.getCompactCount());
    numbers = in.getDoubles(in.getCompactCount());
    classes = in.getDoubles(in.getCompactCount());
    texts = new long[in.getCompactCount()];
    Arrays.setAll(texts, i -> in.getLong());
    lastAmount = ofAmounts ? in.getDouble() : 0;
    int spans = fading.count();
    if (points < 1
        || (counts.length != 0 && counts.length != spans)
        || numbers.length % (spans * OF_NUMBER) != 0
        || classes.length % spans != 0
        || (labels > 0 && classes.length < spans)
        || in.remaining() > 0) {
      throw new DamagedStateException("what is remembered of a key cannot be read");
    }
  }
}
