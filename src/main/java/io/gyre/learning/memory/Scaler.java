package io.gyre.learning.memory;

import io.gyre.encoding.Encoder;
import io.gyre.learning.gradient.GradientLearner;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings the numbers of a partition to a scale that a model can learn on, once for all learners
 * that standardise. A value that is missing becomes 0.
 *
 * <p>Standard scaling is x' = (x − μ) / σ with the running mean and population variance of every
 * labelled value so far, updated with each point, before it is learned (Welford's, as river's
 * {@code StandardScaler}). A number that never varied becomes 0. Each learner limits the result to
 * a clip of its own.
 *
 * <p>One point of 1e12 must not stretch the scale for good. So before a value enters the mean and
 * variance it is limited to μ ± max({@value #STATISTIC_CLIP}·σ, M), where M is the largest |x − μ|
 * that was let in so far. Without M a number that is nearly always the same would lose its scale:
 * each of its rare values would enter as ten deviations at most, and σ would shrink with the points
 * to nothing. And M does not open the door: what set it was within ten deviations itself, so that a
 * value at M makes the sum of squares larger by a hundredth of its count at most.
 *
 * <p>A number's first {@value #WARM_UP} values have no μ and σ to be held against, and the monster
 * may be the very first: until then mean and variance are computed afresh, with each point, from
 * those that the newest {@value #WARM_UP} points of the memory have, limited to their median ± ten
 * times the median distance from it (the distances of 0 left out, for a number that is mostly 0; a
 * single other one proves nothing). Of a number that never varied, no value further than ten times
 * max(1, |μ|) is let in.
 *
 * <p>A number whose values differ by less than 1e-160 counts as one that never varied: its variance
 * is too small for a double.
 *
 * <p>As long as no learner standardises it learns nothing, and is no part of the state. Not
 * thread-safe.
 */
public final class Scaler extends StatePart {

  /** So many of the memory's newest points are read as long as a number has had fewer values. */
  public static final int WARM_UP = 64;

  /**
   * No number is taken beyond ±1e70, and no parameter grows beyond (see {@link GradientLearner}): a
   * product of two such is 1e140, its square 1e280, and a sum over 10⁷ of those is still finite.
   */
  public static final double MAX_MAGNITUDE = 1e70;

  private static final double STATISTIC_CLIP = 10;

  private final Encoder encoder;
  private boolean used;
  private int numbers; // N
  private long[] counts = {}; // N, the values that mean and variance are of
  private double[] mean = {}; // N
  private double[] squares = {}; // N, the sum of (x − μ)²
  private double[] farthest = {}; // N, M
  private double[] deviation = {}; // N, follows from squares and counts
  private final double[] column = new double[WARM_UP]; // the values of one number in memory, sorted
  private final ScaledRow scaledRow;

  /**
   * Makes a scaler that has learned nothing.
   *
   * @param encoder says which numbers there are, and in which slot each lies; read, not modified
   */
  public Scaler(Encoder encoder) {
    super("scaler");
    this.encoder = encoder;
    scaledRow = new ScaledRow(encoder, this);
  }

  /** The numbers of a row, standardised for all learners; overwritten by the next. */
  public ScaledRow scaledRow() {
    return scaledRow;
  }

  /** Learns from now on: there is a learner that standardises. */
  public void use() {
    used = true;
  }

  /** Makes room for the encoder's numbers, of which there are never fewer. */
  private void grow() {
    int n = encoder.numbers();
    if (n > mean.length) {
      allocate(Math.max(n, mean.length + mean.length / 2));
    }
    numbers = Math.max(n, numbers);
  }

  private void allocate(int room) {
    counts = Arrays.copyOf(counts, room);
    mean = Arrays.copyOf(mean, room);
    squares = Arrays.copyOf(squares, room);
    farthest = Arrays.copyOf(farthest, room);
    deviation = Arrays.copyOf(deviation, room);
  }

  /** The number of values that mean and variance of number d are of. */
  public long count(int d) {
    return d < numbers ? counts[d] : 0;
  }

  /** μ of number d; 0 if it had no value. */
  public double mean(int d) {
    return d < numbers ? mean[d] : 0;
  }

  /** σ of number d, 0 or more. */
  public double deviation(int d) {
    return d < numbers ? deviation[d] : 0;
  }

  /** How many of a memory's newest points the next update may read, beside its own. */
  public int remembers(Memory memory) {
    return used && isWarmingUp() ? (int) Math.min(WARM_UP, memory.count() - memory.oldest()) : 0;
  }

  private boolean isWarmingUp() {
    if (numbers == 0 || numbers < encoder.numbers()) {
      return true;
    }
    for (int d = 0; d < numbers; d++) {
      if (counts[d] < WARM_UP) {
        return true;
      }
    }
    return false;
  }

  /**
   * What it has learned, as it is published: the largest count, and of each number mean and
   * deviation; copies.
   *
   * @param n of so many numbers, the first ones
   */
  public Map<String, Object> parameters(int n) {
    double[] means = new double[n];
    double[] deviations = new double[n];
    long most = 0;
    for (int d = 0; d < n; d++) {
      means[d] = mean(d);
      deviations[d] = deviation(d);
      most = Math.max(most, count(d));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("count", most);
    all.put("mean", means);
    all.put("deviation", deviations);
    return all;
  }

  /**
   * Standardises a value of number d; one that had no value yet has no scale, and is only limited.
   *
   * @param x what is not finite becomes 0
   * @param clip limit of the result, an {@link #effectiveClip}
   */
  public double scale(int d, double x, double clip) {
    if (!Double.isFinite(x)) {
      return 0;
    }
    return count(d) == 0 ? bounded(x, clip) : standard(x, mean[d], deviation[d], clip);
  }

  /**
   * Standardises n values of number d in place, as {@link #scale(int, double, double)} does each.
   */
  public void scale(int d, double[] values, int from, int n, double clip) {
    if (count(d) == 0) {
      bound(values, from, n, clip);
      return;
    }
    double m = mean[d];
    double s = deviation[d];
    for (int i = from; i < from + n; i++) {
      double x = values[i];
      double scaled = standard(x, m, s, clip);
      values[i] = Double.isFinite(x) ? scaled : 0;
    }
  }

  /** The limit of a scaled feature under a setting of {@code clip}, where 0 is none. */
  public static double effectiveClip(double clip) {
    // A scaled number beyond the limit of all numbers would make an infinite logit.
    return clip == 0 ? MAX_MAGNITUDE : Math.min(clip, MAX_MAGNITUDE);
  }

  /** What a feature becomes without a scale. */
  public static double bounded(double x, double clip) {
    return limit(limit(x, 0, MAX_MAGNITUDE), 0, clip);
  }

  /** Bounds n values in place; what is not finite becomes 0. */
  public static void bound(double[] values, int from, int n, double clip) {
    for (int i = from; i < from + n; i++) {
      double x = values[i];
      values[i] = Double.isFinite(x) ? bounded(x, clip) : 0;
    }
  }

  /** x' = (x − μ) / σ, limited to ±clip; 0 for a feature that never varied. */
  static double standard(double x, double mean, double deviation, double clip) {
    double bounded = limit(x, 0, MAX_MAGNITUDE);
    return deviation > 0 ? limit((bounded - mean) / deviation, 0, clip) : 0;
  }

  /**
   * Takes a point of the memory into mean and variance; modifies this, if it is in use.
   *
   * @param number that of the newest point, or one after the other those that were not taken yet
   */
  public void update(Memory memory, long number) {
    if (!used) {
      return;
    }
    grow();
    changed();
    double[] rows = memory.rows(number);
    int row = memory.row(number);
    for (int d = 0; d < numbers; d++) {
      double x = rows[row + encoder.numberSlot(d)];
      if (!Double.isFinite(x)) {
        continue;
      }
      if (counts[d] < WARM_UP) {
        warmUp(memory, number, d, x);
      } else {
        add(d, x, mean[d], reach(d));
      }
    }
  }

  /** How far from μ a value of number d may be that is let in. */
  private double reach(int d) {
    return Math.max(STATISTIC_CLIP * deviation[d], farthest[d]);
  }

  private void warmUp(Memory memory, long number, int d, double x) {
    int slot = encoder.numberSlot(d);
    long first = Math.max(memory.oldest(), number - WARM_UP + 1);
    int remembered = collect(memory, slot, first, number);
    if (counts[d] > 0 && counts[d] >= remembered) {
      add(d, x, mean[d], reach(d));
      return;
    }
    double centre = median(remembered);
    double reach = STATISTIC_CLIP * medianDistance(remembered, centre);
    counts[d] = 0;
    mean[d] = 0;
    squares[d] = 0;
    farthest[d] = 0;
    for (long next = first; next <= number; next++) {
      double value = memory.value(next, slot);
      if (Double.isFinite(value)) {
        add(d, value, centre, reach);
      }
    }
  }

  /** Copies those values of points to the column that are present; returns how many. */
  private int collect(Memory memory, int slot, long first, long last) {
    int n = 0;
    for (long number = first; number <= last; number++) {
      double x = memory.value(number, slot);
      if (Double.isFinite(x)) {
        column[n++] = limit(x, 0, MAX_MAGNITUDE);
      }
    }
    return n;
  }

  /** Adds a value, limited to centre ± reach, to the statistics of number d. */
  private void add(int d, double value, double centre, double reach) {
    // A number that never varied does not tell what is far; a monster must not be the first to.
    double most = reach > 0 ? reach : STATISTIC_CLIP * Math.max(1, Math.abs(centre));
    double x = limit(limit(value, 0, MAX_MAGNITUDE), centre, most);
    // n ← n + 1, μ' = μ + (x − μ)/n, S ← S + (x − μ)·(x − μ')
    long n = counts[d] + 1;
    double delta = x - mean[d];
    farthest[d] = n == 1 ? 0 : Math.max(farthest[d], Math.abs(delta));
    counts[d] = n;
    mean[d] += delta / n;
    squares[d] += delta * (x - mean[d]);
    deviation[d] = Math.sqrt(squares[d] / n);
  }

  /** Sorts the column, and returns its median. */
  private double median(int points) {
    Arrays.sort(column, 0, points);
    return column[(points - 1) / 2];
  }

  /** Computes the median of the column's distances from the centre, those of 0 left out; or 0. */
  private double medianDistance(int points, double centre) {
    for (int i = 0; i < points; i++) {
      column[i] = Math.abs(column[i] - centre);
    }
    Arrays.sort(column, 0, points);
    int zeros = 0;
    while (zeros < points && column[zeros] == 0) {
      zeros++;
    }
    return zeros >= points - 1 ? 0 : column[zeros + (points - zeros - 1) / 2];
  }

  /** Branches, which the processor foresees, take less than {@link Math#max} and its like. */
  public static double limit(double x, double centre, double reach) {
    if (x < centre - reach) {
      return centre - reach;
    }
    return x > centre + reach ? centre + reach : x;
  }

  @Override
  public boolean present() {
    return used;
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(numbers);
    for (int d = 0; d < numbers; d++) {
      out.putLong(counts[d]).putDouble(mean[d]).putDouble(squares[d]).putDouble(farthest[d]);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    int stored = in.getInt();
    int bytesEach = Long.BYTES + 3 * Double.BYTES;
    if (stored < 0 || stored > encoder.numbers() || in.remaining() != (long) stored * bytesEach) {
      throw new DamagedStateException(
          "it holds %d bytes for %d numbers, expected at most %d numbers"
              .formatted(in.remaining(), stored, encoder.numbers()));
    }
    grow();
    numbers = stored;
    for (int d = 0; d < stored; d++) {
      counts[d] = in.getLong();
      mean[d] = in.getDouble();
      squares[d] = in.getDouble();
      farthest[d] = in.getDouble();
      deviation[d] = counts[d] == 0 ? 0 : Math.sqrt(squares[d] / counts[d]);
    }
    changed();
  }
}
