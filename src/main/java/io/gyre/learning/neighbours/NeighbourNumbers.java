package io.gyre.learning.neighbours;

import io.gyre.learning.memory.Scaler;
import java.util.BitSet;

/**
 * The numbers that points have in one slot, by place, beside that of the point whose neighbours are
 * searched. It adds d ← d + (x·s − q)², where s is 1/σ and q is x·s of that point. A missing number
 * counts as μ/σ for x·s, which is limited to μ/σ ± clip.
 *
 * <p>The loops, which the JVM vectorises, differ in the special cases that they handle. Without
 * such cases all give the same bits. Not thread-safe.
 */
final class NeighbourNumbers {

  /** A column is sparse if at most one point in this many has a number. */
  private static final int SPARSE = 16;

  private final double[] zeros;
  private double[] x; // 0 where it is missing; limited to what a scaler takes
  private double[] missing; // 1 where it is missing, else 0
  private final BitSet present = new BitSet();
  private int count; // numbers that are present
  private double least = Double.POSITIVE_INFINITY; // since place 0 was set last
  private double greatest = Double.NEGATIVE_INFINITY;
  private double leastBefore = least; // in the round of all places before
  private double greatestBefore = greatest;

  private double s; // 1/σ
  private double m; // μ/σ
  private double low; // m − clip
  private double high; // m + clip
  private double q;
  private boolean asked; // whether the point has a number

  /** One without numbers; neither array is modified, so that many can share them. */
  NeighbourNumbers(double[] zeros, double[] ones) {
    this.zeros = zeros;
    x = zeros;
    missing = ones;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Sets the number of the next place; NaN or infinite if it is missing. */
  void put(int place, double value) {
    if (place == 0) {
      leastBefore = least;
      greatestBefore = greatest;
      least = Double.POSITIVE_INFINITY;
      greatest = Double.NEGATIVE_INFINITY;
    }
    boolean has = Double.isFinite(value);
    boolean had = present.get(place);
    if (has && x == zeros) {
      x = x.clone();
      missing = missing.clone();
    }
    if (has || had) {
      count += (has ? 1 : 0) - (had ? 1 : 0);
      present.set(place, has);
      missing[place] = has ? 0 : 1;
      x[place] = has ? Scaler.limit(value, 0, Scaler.MAX_MAGNITUDE) : 0;
    }
    if (has) {
      least = Math.min(least, x[place]);
      greatest = Math.max(greatest, x[place]);
    }
  }

  /**
   * Takes over the number of the point whose neighbours are searched.
   *
   * @param value NaN or infinite if it is missing
   * @param deviation above 0
   * @param clip above 0
   */
  void ask(double value, double mean, double deviation, double clip) {
    s = 1 / deviation;
    m = mean * s;
    low = m - clip;
    high = m + clip;
    asked = Double.isFinite(value);
    q = asked ? limited(Scaler.limit(value, 0, Scaler.MAX_MAGNITUDE) * s) : m;
  }

  private double limited(double scaled) {
    return Math.max(low, Math.min(high, scaled));
  }

  private boolean isWithin() {
    return Math.min(least, leastBefore) * s >= low
        && Math.max(greatest, greatestBefore) * s <= high;
  }

  /** Tells whether of the first n places no number is missing or limited. */
  boolean isWhole(int n) {
    return count == n && isWithin();
  }

  void addSquares(double[] d, int n) {
    if (!asked && count <= n / SPARSE) {
      addPresent(d);
    } else if (isWithin()) {
      addAll(d, n);
    } else {
      addLimited(d, n);
    }
  }

  private void addPresent(double[] d) {
    for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
      double t = limited(x[i] * s) - q;
      d[i] += t * t;
    }
  }

  private void addAll(double[] d, int n) {
    for (int i = 0; i < n; i++) {
      double t = x[i] * s + missing[i] * m - q;
      d[i] += t * t;
    }
  }

  /** Takes three times as long, since Math.min and Math.max do. */
  private void addLimited(double[] d, int n) {
    for (int i = 0; i < n; i++) {
      double t = Math.max(low, Math.min(high, x[i] * s + missing[i] * m)) - q;
      d[i] += t * t;
    }
  }

  /** Adds as four columns do that are whole. */
  static void addSquares(
      double[] d,
      int n,
      NeighbourNumbers a,
      NeighbourNumbers b,
      NeighbourNumbers c,
      NeighbourNumbers e) {
    for (int i = 0; i < n; i++) {
      double t0 = a.x[i] * a.s - a.q;
      double t1 = b.x[i] * b.s - b.q;
      double t2 = c.x[i] * c.s - c.q;
      double t3 = e.x[i] * e.s - e.q;
      d[i] = d[i] + t0 * t0 + t1 * t1 + t2 * t2 + t3 * t3;
    }
  }
}
