package io.gyre.learning;

import io.gyre.encoding.Encoder;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings numbers to a scale that a model can learn on, and keeps monsters out. A value that is
 * missing becomes 0.
 *
 * <p>Standard scaling is x' = (x − μ) / σ with the running mean and population variance of every
 * labelled value so far, updated per batch, before its step (Chan, Golub and LeVeque 1983; one
 * point at a time it is Welford's, as river's {@code StandardScaler}). A number that never varied
 * becomes 0. In both modes the result is limited to ±clip.
 *
 * <p>One point of 1e12 must not stretch the scale for good. So before a value enters the mean and
 * variance it is limited to μ ± clip·σ. A number's first {@value #WARM_UP} values have no such μ
 * and σ to be held against, and the monster may be the very first: until then mean and variance are
 * computed afresh, per batch, from those that the memory holds, limited to their median ± clip
 * times the median distance from it (the distances of 0 left out, for a number that is mostly 0; a
 * single other one proves nothing). Of a number that never varied, no value further than clip ·
 * max(1, |μ|) is let in.
 *
 * <p>A number whose values differ by less than 1e-160 counts as one that never varied: its variance
 * is too small for a double.
 *
 * <p>Not thread-safe.
 */
final class Scaler implements StatePart {

  /**
   * No number is taken beyond ±1e70, and no parameter grows beyond (see {@link GradientLearner}): a
   * product of two such is 1e140, its square 1e280, and a sum over 10⁷ of those is still finite.
   */
  static final double MAX_MAGNITUDE = 1e70;

  private static final int WARM_UP = 64;

  private final boolean standardises;
  private final double clip;
  private int numbers; // N
  private int wanted; // N that a state is to have
  private long[] counts = {}; // N, the values that mean and variance are of
  private double[] mean = {}; // N
  private double[] squares = {}; // N, the sum of (x − μ)²
  private boolean[] present = {}; // N, whether one of the new points has it
  private double[] column = {}; // the values of one number in memory, sorted
  private long changes;

  /**
   * @param settings of them view and clip
   */
  Scaler(TrainingSettings settings) {
    standardises = settings.view().standardises();
    // A scaled number beyond the limit of all numbers would make an infinite logit.
    clip = effectiveClip(settings.clip());
  }

  /** Makes room for N numbers, of which there are never fewer. */
  void resize(int n) {
    wanted = n;
    if (standardises && n > numbers) {
      numbers = n;
      changes++;
      if (n > mean.length) {
        int room = Math.max(n, mean.length + mean.length / 2);
        counts = Arrays.copyOf(counts, room);
        mean = Arrays.copyOf(mean, room);
        squares = Arrays.copyOf(squares, room);
      }
    }
  }

  /** The number of values that mean and variance of number d are of. */
  long count(int d) {
    return counts[d];
  }

  /** μ of number d. */
  double mean(int d) {
    return mean[d];
  }

  /** σ of number d, 0 or more. */
  double deviation(int d) {
    return counts[d] == 0 ? 0 : Math.sqrt(squares[d] / counts[d]);
  }

  /** Tells whether a mean and a variance are kept. */
  boolean standardises() {
    return standardises;
  }

  /** Tells whether the next update may read points that are not new. */
  boolean warmingUp() {
    for (int d = 0; d < numbers; d++) {
      if (counts[d] < WARM_UP) {
        return true;
      }
    }
    return standardises && numbers == 0;
  }

  /** What it has learned, as it is published: of each number the count, the mean, the deviation. */
  Map<String, Object> parameters() {
    double[] deviations = new double[numbers];
    Arrays.setAll(deviations, this::deviation);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("count", Arrays.stream(counts, 0, numbers).max().orElse(0));
    all.put("mean", Arrays.copyOf(mean, numbers));
    all.put("deviation", deviations);
    return all;
  }

  /** Scales a value of number d. Before its first batch there is no scale, and it is limited. */
  double scale(int d, double x) {
    if (!Double.isFinite(x)) {
      return 0;
    }
    return !standardises || counts[d] == 0
        ? bounded(x, clip)
        : standard(x, mean[d], deviation(d), clip);
  }

  /**
   * Scales n values of number d in place, as {@link #scale(int, double)} does each.
   *
   * @param values what is not finite becomes 0
   */
  void scale(int d, double[] values, int from, int n) {
    boolean plain = !standardises || counts[d] == 0;
    double m = plain ? 0 : mean[d];
    double s = plain ? 0 : deviation(d);
    for (int i = from; i < from + n; i++) {
      double x = values[i];
      double scaled = plain ? bounded(x, clip) : standard(x, m, s, clip);
      values[i] = Double.isFinite(x) ? scaled : 0;
    }
  }

  /** The limit of a scaled feature under a setting of {@code clip}, where 0 is none. */
  static double effectiveClip(double clip) {
    return clip == 0 ? MAX_MAGNITUDE : Math.min(clip, MAX_MAGNITUDE);
  }

  /** What a feature becomes without a scale. */
  static double bounded(double x, double clip) {
    return limit(limit(x, 0, MAX_MAGNITUDE), 0, clip);
  }

  /** x' = (x − μ) / σ, limited to ±clip; 0 for a feature that never varied. */
  static double standard(double x, double mean, double deviation, double clip) {
    double bounded = limit(x, 0, MAX_MAGNITUDE);
    return deviation > 0 ? limit((bounded - mean) / deviation, 0, clip) : 0;
  }

  /**
   * Takes the newest points of the memory into mean and variance; modifies this.
   *
   * @param encoder says in which slot a number lies
   * @param held how many of the memory's newest points may be read
   * @param points how many of them are new since the last update, 1 or more
   */
  void update(Encoder encoder, Memory memory, int held, int points) {
    if (!standardises) {
      return;
    }
    changes++;
    findPresent(encoder, memory, points);
    for (int d = 0; d < numbers; d++) {
      if (!present[d]) {
        continue;
      }
      int slot = encoder.numberSlot(d);
      if (counts[d] < WARM_UP) {
        warmUp(memory, d, slot, held, points);
      } else {
        add(memory, d, slot, points, mean[d], clip * deviation(d));
      }
    }
  }

  /** Most numbers are in no point where there are thousands. */
  private void findPresent(Encoder encoder, Memory memory, int points) {
    if (present.length < numbers) {
      present = new boolean[mean.length];
    }
    Arrays.fill(present, 0, numbers, false);
    for (long number = memory.count() - points; number < memory.count(); number++) {
      memory.markPresent(number, encoder, numbers, present);
    }
  }

  private void warmUp(Memory memory, int d, int slot, int held, int points) {
    int fresh = collect(memory, slot, points);
    long all = counts[d] + fresh;
    int remembered = collect(memory, slot, held);
    if (counts[d] > 0 && (all > WARM_UP || all > remembered)) {
      add(memory, d, slot, points, mean[d], clip * deviation(d));
      return;
    }
    double centre = median(remembered);
    double reach = clip * medianDistance(remembered, centre);
    counts[d] = 0;
    mean[d] = 0;
    squares[d] = 0;
    add(memory, d, slot, held, centre, reach);
  }

  /** Copies the newest points' values that are present to the column; returns how many. */
  private int collect(Memory memory, int slot, int points) {
    column = column.length < points ? new double[points] : column;
    int n = 0;
    for (long number = memory.count() - points; number < memory.count(); number++) {
      double x = memory.value(number, slot);
      if (Double.isFinite(x)) {
        column[n++] = limit(x, 0, MAX_MAGNITUDE);
      }
    }
    return n;
  }

  /** Adds the newest points' values, limited to centre ± reach, to the statistics of number d. */
  private void add(Memory memory, int d, int slot, int points, double centre, double reach) {
    double m = mean[d];
    double s = squares[d];
    double n = counts[d];
    // A number that never varied does not tell what is far; a monster must not be the first to.
    double most = reach > 0 ? reach : clip * Math.max(1, Math.abs(centre));
    for (long number = memory.count() - points; number < memory.count(); number++) {
      double x = memory.value(number, slot);
      if (!Double.isFinite(x)) {
        continue;
      }
      x = limit(limit(x, 0, MAX_MAGNITUDE), centre, most);
      // n ← n + 1, μ' = μ + (x − μ)/n, S ← S + (x − μ)·(x − μ')
      n++;
      double delta = x - m;
      m += delta / n;
      s += delta * (x - m);
    }
    counts[d] = (long) n;
    mean[d] = m;
    squares[d] = s;
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

  private static double limit(double x, double centre, double reach) {
    return Math.max(centre - reach, Math.min(centre + reach, x));
  }

  @Override
  public String name() {
    return "scaler";
  }

  @Override
  public long changes() {
    return changes;
  }

  /** Version 1 has one count for all numbers. */
  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(numbers);
    for (int d = 0; d < numbers; d++) {
      out.putLong(counts[d]).putDouble(mean[d]).putDouble(squares[d]);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    if (version == 1) {
      readFirstVersion(in);
      return;
    }
    int stored = in.getInt();
    int bytes = Long.BYTES + 2 * Double.BYTES;
    if (stored != wanted || in.remaining() != (long) stored * bytes) {
      throw new DamagedStateException(
          "it holds %d bytes for %d numbers, expected %d numbers"
              .formatted(in.remaining(), stored, wanted));
    }
    numbers = stored;
    counts = new long[stored];
    mean = new double[stored];
    squares = new double[stored];
    for (int d = 0; d < stored; d++) {
      counts[d] = in.getLong();
      mean[d] = in.getDouble();
      squares[d] = in.getDouble();
    }
  }

  private void readFirstVersion(StateReader in) {
    int expected = Long.BYTES + 2 * numbers * Double.BYTES;
    if (in.remaining() != expected) {
      throw new DamagedStateException(
          "it holds %d bytes, expected %d for %d numbers"
              .formatted(in.remaining(), expected, numbers));
    }
    Arrays.fill(counts, in.getLong());
    double[] numbersOf = new double[numbers];
    in.getDoubles(numbersOf);
    mean = numbersOf.clone();
    in.getDoubles(numbersOf);
    squares = numbersOf;
  }
}
