package io.gyre.learning.memory;

import io.gyre.data.Label;
import io.gyre.learning.math.Logarithm;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * The scale of labels that are amounts, once for all learners: each is learned as z = (y − μ)/σ,
 * limited to ±{@value #MOST}, and behind this scale nobody knows a unit.
 *
 * <pre>
 *  u = limit(y, μ ± 10·σ)
 *  n ← f·n + 1,  μ' = μ + (u − μ)/n,  S ← f·S + (u − μ)·(u − μ'),  σ = √(S/n)      f = 0.9998
 * </pre>
 *
 * <p>An amount enters the scale before it is scaled. The first {@value #RECENT} have no μ and σ to
 * be compared with: until then both are computed again with each, from all of them limited to their
 * median ± ten times the median distance from it. If more than half of the last {@value #RECENT}
 * lie beyond ten deviations, the unit has changed, and the scale begins again with those. What was
 * learned before is kept: it is of z, not of amounts.
 *
 * <p>A curve c = asinh(y/m), with the median size m of the first labels, scaled as y is, is for
 * amounts like money, whose size spans decades.
 *
 * <p>Amounts are finite and within ±{@link Scaler#MAX_MAGNITUDE}. Not thread-safe.
 */
public final class AmountScale extends StatePart {

  /** The groups of {@link #group}. */
  public static final int GROUPS = 8;

  /** The largest z of a label. */
  public static final double MOST = 10;

  private static final int RECENT = Long.SIZE;
  private static final double FADE = 0.9998;
  private static final double MOST_AT_RESTART = 4; // deviations of the labels it begins with
  private static final double ROOM = 0.1; // of the range of labels, on each side, for answers
  private static final double MOST_CURVED = 300; // of which sinh is finite

  private final double[] recent = new double[RECENT]; // a ring
  private final double[] sorted = new double[RECENT];
  private long beyond; // those of them that lay beyond ten deviations, a bit each
  private long labels;
  private double n;
  private double mean; // μ
  private double squares; // S
  private double low; // of limited labels
  private double high;
  private double average; // of limited labels, not faded
  private double last = Double.NaN;
  private double before = Double.NaN; // the last
  private double size = 1; // m
  private double curveMean;
  private double curveSquares;
  private boolean someBelow; // 0, of all labels as they came
  private boolean someAbove;

  public AmountScale() {
    super("amounts", 4, 3);
  }

  /** Tells whether a label is an amount. */
  public static boolean takes(Label label) {
    return label.isNumber() && Math.abs(label.number().doubleValue()) <= Scaler.MAX_MAGNITUDE;
  }

  /**
   * Takes a label into the scale, and scales it; modifies this.
   *
   * @return z, within ±{@value #MOST}
   */
  public double take(double label) {
    int place = (int) (labels++ % RECENT);
    recent[place] = label;
    someBelow |= label < 0;
    someAbove |= label > 0;
    changed();
    if (labels <= RECENT) {
      begin((int) labels);
      average = mean;
      return scaled(label, 0);
    }
    long bit = 1L << place;
    double reach = MOST * root(squares);
    beyond = Math.abs(label - mean) > reach ? beyond | bit : beyond & ~bit;
    if (Long.bitCount(beyond) > RECENT / 2) {
      restart();
    } else {
      // Labels that never varied have no scale, and an extreme one must not set it.
      enter(Scaler.limit(label, mean, reach > 0 ? reach : MOST * Math.max(1, Math.abs(mean))));
    }
    return scaled(label, 1.0 / labels);
  }

  private double scaled(double label, double share) {
    double z = Scaler.limit(scaled(label), 0, MOST);
    before = last;
    last = amount(z);
    average += share * (last - average);
    return z;
  }

  private double root(double ofSquares) {
    return n > 0 ? Math.sqrt(ofSquares / n) : 0;
  }

  /** Computes the scale of the first labels. */
  private void begin(int count) {
    System.arraycopy(recent, 0, sorted, 0, count);
    double centre = median(count);
    for (int i = 0; i < count; i++) {
      sorted[i] = Math.abs(recent[i] - centre);
    }
    double reach = MOST * medianAboveZero(count);
    beginWith(recent, count, centre, reach > 0 ? reach : Double.POSITIVE_INFINITY);
  }

  /** Begins again with the labels that were beyond the scale. */
  private void restart() {
    double[] others = new double[RECENT];
    int count = 0;
    double sum = 0;
    for (int i = 0; i < RECENT; i++) {
      double label = recent[(int) ((labels + i) % RECENT)]; // the oldest first
      if (Math.abs(label - mean) > MOST * root(squares)) {
        others[count++] = label;
        sum += label;
      }
    }
    double centre = sum / count;
    double variance = 0;
    for (int i = 0; i < count; i++) {
      variance += (others[i] - centre) * (others[i] - centre) / count;
    }
    beyond = 0;
    beginWith(others, count, centre, MOST_AT_RESTART * Math.sqrt(variance));
  }

  private void beginWith(double[] all, int count, double centre, double reach) {
    for (int i = 0; i < count; i++) {
      sorted[i] = Math.abs(all[i]);
    }
    double median = medianAboveZero(count);
    size = median > 0 ? median : 1;
    n = 0;
    mean = 0;
    squares = 0;
    curveMean = 0;
    curveSquares = 0;
    low = Double.POSITIVE_INFINITY;
    high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      enter(Scaler.limit(all[i], centre, reach));
    }
  }

  private void enter(double label) {
    n = FADE * n + 1;
    double distance = label - mean;
    mean += distance / n;
    squares = FADE * squares + distance * (label - mean);
    double curved = Logarithm.asinh(label / size);
    double far = curved - curveMean;
    curveMean += far / n;
    curveSquares = FADE * curveSquares + far * (curved - curveMean);
    low = Math.min(low, label);
    high = Math.max(high, label);
  }

  private double median(int count) {
    Arrays.sort(sorted, 0, count);
    return sorted[(count - 1) / 2];
  }

  /** Returns the median of the amounts other than 0; 0 if at most one is. */
  private double medianAboveZero(int count) {
    Arrays.sort(sorted, 0, count);
    int zeros = 0;
    while (zeros < count && sorted[zeros] == 0) {
      zeros++;
    }
    return zeros >= count - 1 ? 0 : sorted[zeros + (count - zeros - 1) / 2];
  }

  /** Returns the number of labels so far. */
  public long labels() {
    return labels;
  }

  /** Returns μ; 0 before the first label. */
  public double mean() {
    return mean;
  }

  /** Returns σ, above 0: 1 as long as all labels are equal. */
  public double deviation() {
    double deviation = root(squares);
    return deviation > 0 ? deviation : 1;
  }

  /** Returns z of an amount, not limited. */
  public double scaled(double amount) {
    return (amount - mean) / deviation();
  }

  /** Returns the amount of a z. */
  public double amount(double z) {
    return mean + z * deviation();
  }

  /**
   * Limits an answer, or an end of its interval, to the sign of the labels: while none of them was
   * below zero, it is not either, and not above while none was above. Before the first label all is
   * possible.
   */
  public double bounded(double amount) {
    double most = someAbove || labels == 0 ? amount : Math.min(0, amount);
    return someBelow || labels == 0 ? most : Math.max(0, most);
  }

  /**
   * Limits the z of an answer to the range of the labels so far and a tenth of it on each side, and
   * to {@linkplain #bounded their sign}.
   *
   * @param z may be anything; not a number becomes the upper end
   */
  public double limit(double z) {
    if (labels == 0) {
      return 0;
    }
    double room = ROOM * (high - low);
    double most = scaled(bounded(high + room));
    double least = scaled(bounded(low - room));
    return z <= most ? Math.max(z, least) : most;
  }

  /** Returns the last label, limited when it came; NaN before the first. */
  public double last() {
    return last;
  }

  /** Returns the label before the last; NaN before the second. */
  public double before() {
    return before;
  }

  /** Returns the mean of all labels, each limited when it came; 0 before the first. */
  public double average() {
    return average;
  }

  /** Returns the scaled curve of a scaled amount, within ±{@value #MOST}. */
  public double curved(double z) {
    double far = Logarithm.asinh(amount(z) / size) - curveMean;
    return Scaler.limit(far / curveDeviation(), 0, MOST);
  }

  /** Returns the scaled amount of a scaled curve: the inverse of {@link #curved}. */
  public double straight(double curved) {
    double c = curveMean + curved * curveDeviation();
    return scaled(size * StrictMath.sinh(Scaler.limit(c, 0, MOST_CURVED)));
  }

  private double curveDeviation() {
    double deviation = root(curveSquares);
    return deviation > 0 ? deviation : 1;
  }

  /** Returns the group of a scaled amount, 0…{@value #GROUPS}−1, where classes are asked for. */
  public static int group(double z) {
    return (int) Math.max(0, Math.min(GROUPS - 1, Math.floor(2 * z) + GROUPS / 2));
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(labels).putLong(beyond);
    out.putDouble(n).putDouble(mean).putDouble(squares).putDouble(low).putDouble(high);
    out.putDouble(average).putDouble(last).putDouble(before);
    out.putDouble(size).putDouble(curveMean).putDouble(curveSquares);
    out.putDoubles(recent);
    out.putByte(someBelow ? 1 : 0).putByte(someAbove ? 1 : 0);
  }

  @Override
  public void read(StateReader in, int version) {
    labels = in.getLong();
    beyond = in.getLong();
    n = in.getDouble();
    mean = in.getDouble();
    squares = in.getDouble();
    low = in.getDouble();
    high = in.getDouble();
    average = in.getDouble();
    last = in.getDouble();
    before = in.getDouble();
    size = in.getDouble();
    curveMean = in.getDouble();
    curveSquares = in.getDouble();
    in.getDoubles(recent);
    // Version 3 knows the range since the scale began last, and the last labels, but no others.
    someBelow =
        version > 3 ? in.getByte() != 0 : low < 0 || Arrays.stream(recent).anyMatch(l -> l < 0);
    someAbove =
        version > 3 ? in.getByte() != 0 : high > 0 || Arrays.stream(recent).anyMatch(l -> l > 0);
  }
}
