package io.gyre.learning.memory;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.GrowingArrays;
import io.gyre.encoding.Row;
import io.gyre.learning.gradient.GradientLearner;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Brings the numbers of a partition to a scale that a model can learn on, once for all learners
 * that standardise. A value that is missing becomes 0.
 *
 * <p>Standard scaling is x' = (x − μ) / σ with the running mean and population variance of every
 * labelled value so far, updated with each point, before it is learned (Welford's, as river's
 * {@code StandardScaler}). A number that never varied becomes 0. Each learner limits the result to
 * its own clip.
 *
 * <p>One point of 1e12 must not stretch the scale for ever. So before a value enters the mean and
 * variance it is limited to μ ± max({@value #STATISTIC_CLIP}·σ, M), where M is the largest |x − μ|
 * that was let in so far: without M a number that is nearly always the same would lose its scale,
 * since each of its rare values would enter as ten deviations at most. M was within ten deviations
 * itself, so a value at M adds a hundredth of its count to the sum of squares at most.
 *
 * <p>A number's first {@value #WARM_UP} values have no μ and σ to be compared with, and an extreme
 * one may be the very first: until then mean and variance are computed again, with each point, from
 * those that the newest {@value #WARM_UP} points of the memory have, limited to their median ± ten
 * times the median distance from it (without distances of 0, for a number that is mostly 0; a
 * single other one proves nothing). For a number that never varied, no value further than ten times
 * max(1, |μ|) is let in.
 *
 * <p>Columns that Gyre makes itself are bounded already, and enter as they are: a rate that is
 * nearly always 0 would get a deviation four times too small.
 *
 * <p>A number whose values differ by less than 1e-160 counts as one that never varied: its variance
 * is too small for a double.
 *
 * <p>While no learner standardises, it learns nothing, and is not part of the state. Not
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

  private final Row newest = new Row();

  public Scaler(Encoder encoder) {
    super("scaler");
    this.encoder = encoder;
  }

  /** Learns from now on, for a learner that standardises. */
  public void use() {
    used = true;
  }

  private void grow() {
    numbers = Math.max(encoder.numbers(), numbers);
    counts = GrowingArrays.of(counts, numbers);
    mean = GrowingArrays.of(mean, numbers);
    squares = GrowingArrays.of(squares, numbers);
    farthest = GrowingArrays.of(farthest, numbers);
    deviation = GrowingArrays.of(deviation, numbers);
  }

  /** Returns the number of values in the mean and variance of number d. */
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

  /** Returns how many of a memory's newest points the next update may read, beside its own. */
  public int remembers(Memory memory) {
    boolean warmingUp =
        numbers == 0
            || numbers < encoder.numbers()
            || Arrays.stream(counts, 0, numbers).anyMatch(count -> count < WARM_UP);
    return used && warmingUp ? memory.held(WARM_UP) : 0;
  }

  /** Returns the published statistics of the first n numbers: largest count, means, deviations. */
  public Map<String, Object> parameters(int n) {
    double[] means = IntStream.range(0, n).mapToDouble(this::mean).toArray();
    double[] deviations = IntStream.range(0, n).mapToDouble(this::deviation).toArray();
    long most = IntStream.range(0, n).mapToLong(this::count).max().orElse(0);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("count", most);
    all.put("mean", means);
    all.put("deviation", deviations);
    return all;
  }

  /**
   * Standardises a value of number d, not limited yet: x' = (x − μ) / σ, or 0 if it never varied. A
   * number that had no value yet has no scale.
   *
   * @param x finite, or else the result means nothing
   */
  public double scale(int d, double x) {
    double bounded = limit(x, 0, MAX_MAGNITUDE);
    if (count(d) == 0) {
      return bounded;
    }
    return deviation[d] > 0 ? (bounded - mean[d]) / deviation[d] : 0;
  }

  /** The numbers that a row has, standardised, and not limited yet. */
  public static final class Scaled {

    private long version = -1; // of the row
    private int[] numbers = {};
    private double[] values = {};
    private int count;

    /** Returns how many there are. */
    public int count() {
      return count;
    }

    /** Returns which of the encoder's numbers each is, in ascending order; live. */
    public int[] numbers() {
      return numbers;
    }

    /** Returns x' of each; live. */
    public double[] values() {
      return values;
    }
  }

  /** Standardises the numbers that a row has, once for all who ask. */
  public Scaled scaled(Row row) {
    Scaled scaled = row.kept(this, Scaled::new);
    if (scaled.version != row.version()) {
      scaled.version = row.version();
      scaled.count = scale(row.values(), scaled);
    }
    return scaled;
  }

  private int scale(double[] row, Scaled to) {
    int all = encoder.numbers();
    to.numbers = GrowingArrays.of(to.numbers, all);
    to.values = GrowingArrays.of(to.values, all);
    int[] found = to.numbers;
    double[] scaled = to.values;
    int count = 0;
    for (int d = 0; d < all; d++) {
      double x = row[encoder.numberSlot(d)];
      if (Double.isFinite(x)) {
        found[count] = d;
        scaled[count++] = scale(d, x);
      }
    }
    return count;
  }

  /** Returns the limit of a scaled feature under a setting of {@code clip}; 0 means unlimited. */
  public static double effectiveClip(double clip) {
    // A scaled number beyond the limit of all numbers would make an infinite logit.
    return clip == 0 ? MAX_MAGNITUDE : Math.min(clip, MAX_MAGNITUDE);
  }

  /**
   * Takes a point of the memory into mean and variance; modifies this, if it is in use.
   *
   * @param number of the newest point; points that were not taken yet come one after the other
   */
  public void update(Memory memory, long number) {
    if (!used) {
      return;
    }
    grow();
    changed();
    memory.read(number, newest);
    double[] row = newest.values();
    for (int d = 0; d < numbers; d++) {
      double x = row[encoder.numberSlot(d)];
      if (!Double.isFinite(x)) {
        continue;
      }
      if (encoder.isMade(d)) {
        add(d, x, mean[d], MAX_MAGNITUDE);
      } else if (counts[d] >= WARM_UP || !warmUp(memory, number, d)) {
        // The largest distance from μ of a value that is let in.
        add(d, x, mean[d], Math.max(STATISTIC_CLIP * deviation[d], farthest[d]));
      }
    }
  }

  /** Computes the statistics of a number again; false if they hold more than the memory does. */
  private boolean warmUp(Memory memory, long number, int d) {
    int slot = encoder.numberSlot(d);
    long first = Math.max(memory.oldest(), number - WARM_UP + 1);
    int remembered = collect(memory, slot, first, number);
    if (counts[d] > 0 && counts[d] >= remembered) {
      return false;
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
    return true;
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
    // A number that never varied has no scale, and an extreme value must not set it.
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

  /** Limits x by branches, which the processor predicts: faster than {@link Math#max}. */
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
    if (stored < 0 || stored > encoder.numbers()) {
      throw new DamagedStateException(
          "it holds %d numbers, expected at most %d".formatted(stored, encoder.numbers()));
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
