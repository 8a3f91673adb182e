package io.gyre.learning;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings features to a scale that a model can learn on, and keeps monsters out.
 *
 * <p>Standard scaling is x' = (x − μ) / σ with the running mean and population variance of every
 * labelled point so far, updated per batch, before its step (Chan, Golub and LeVeque 1983; one
 * point at a time it is Welford's, as river's {@code StandardScaler}). A feature that never varied
 * becomes 0. In both modes the result is limited to ±clip.
 *
 * <p>One point of 1e12 must not stretch the scale for good. So before a value enters the mean and
 * variance it is limited to μ ± clip·σ. The first {@value #WARM_UP} points have no such μ and σ to
 * be held against, and the monster may be the very first: until then mean and variance are computed
 * afresh, per batch, from the points that the memory holds, limited to their median ± clip times
 * the median distance from it (the distances of 0 left out, for a feature that is mostly 0; a
 * single other one proves nothing). Of a feature that never varied, no value further than clip ·
 * max(1, |μ|) is let in.
 *
 * <p>A feature whose values differ by less than 1e-160 counts as one that never varied: its
 * variance is too small for a number.
 *
 * <p>Not thread-safe.
 */
final class Scaler implements StatePart {

  /**
   * No feature is taken beyond ±1e70, and no parameter grows beyond (see {@link GradientLearner}):
   * a product of two such is 1e140, its square 1e280, and a sum over 10⁷ of those is still finite.
   */
  static final double MAX_MAGNITUDE = 1e70;

  private static final int WARM_UP = 64;

  private final Scaling scaling;
  private final double clip;
  private final double[] mean; // D
  private final double[] squares; // D, the sum of (x − μ)²
  private double[] column; // one feature of the points in memory, sorted
  private long count;
  private long changes;

  /**
   * @param settings of them scaling, clip and batch
   * @param features D
   */
  Scaler(TrainingSettings settings, int features) {
    scaling = settings.scaling();
    // A scaled feature beyond the limit of all numbers would make an infinite logit.
    clip = effectiveClip(settings.clip());
    int stored = scaling == Scaling.STANDARD ? features : 0;
    mean = new double[stored];
    squares = new double[stored];
    column = new double[stored == 0 ? 0 : Math.max(WARM_UP, settings.batch())];
  }

  /** The number of points that the mean and the variance are of. */
  long count() {
    return count;
  }

  /** μ of feature d. */
  double mean(int d) {
    return mean[d];
  }

  /** σ of feature d, 0 or more. */
  double deviation(int d) {
    return count == 0 ? 0 : Math.sqrt(squares[d] / count);
  }

  /** Tells whether a mean and a variance are kept. */
  boolean standardises() {
    return scaling == Scaling.STANDARD;
  }

  /**
   * Tells whether an update reads all points that the statistics are of, and not the new ones
   * alone.
   *
   * @param held how many of the memory's newest points may be read
   * @param points how many of them are new
   */
  boolean warmingUp(int held, int points) {
    long all = count + points;
    return standardises() && (count == 0 || (all <= WARM_UP && all <= held));
  }

  /** What it has learned, as it is published. */
  Map<String, Object> parameters() {
    double[] deviations = new double[mean.length];
    Arrays.setAll(deviations, this::deviation);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("count", count);
    all.put("mean", mean.clone());
    all.put("deviation", deviations);
    return all;
  }

  /** Scales one feature. Before the first batch there is no scale yet, and x is only limited. */
  double scale(int d, double x) {
    return scaling == Scaling.NONE || count == 0
        ? bounded(x, clip)
        : standard(x, mean[d], deviation(d), clip);
  }

  /** Scales n numbers of feature d in place, as {@link #scale(int, double)} does each. */
  void scale(int d, double[] values, int from, int n) {
    boolean plain = scaling == Scaling.NONE || count == 0;
    double m = plain ? 0 : mean[d];
    double s = plain ? 0 : deviation(d);
    for (int i = from; i < from + n; i++) {
      values[i] = plain ? bounded(values[i], clip) : standard(values[i], m, s, clip);
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
   * @param held how many of the memory's newest points may be read
   * @param points how many of them are new since the last update, 1 or more
   */
  void update(Memory memory, int held, int points) {
    if (!standardises()) {
      return;
    }
    changes++;
    if (warmingUp(held, points)) {
      startAfresh(memory, held);
      return;
    }
    for (int d = 0; d < mean.length; d++) {
      add(memory, d, points, count, mean[d], clip * deviation(d));
    }
    count += points;
  }

  private void startAfresh(Memory memory, int points) {
    for (int d = 0; d < mean.length; d++) {
      double centre = median(memory, d, points);
      double reach = clip * medianDistance(points, centre);
      mean[d] = 0;
      squares[d] = 0;
      add(memory, d, points, 0, centre, reach);
    }
    count = points;
  }

  /** Adds the newest points' feature d, limited to centre ± reach, to the statistics of n. */
  private void add(Memory memory, int d, int points, double n, double centre, double reach) {
    double m = mean[d];
    double s = squares[d];
    // A feature that never varied does not tell what is far; a monster must not be the first to.
    double most = reach > 0 ? reach : clip * Math.max(1, Math.abs(centre));
    for (long number = memory.count() - points; number < memory.count(); number++) {
      double x = limit(memory.feature(number, d), 0, MAX_MAGNITUDE);
      x = limit(x, centre, most);
      // n ← n + 1, μ' = μ + (x − μ)/n, S ← S + (x − μ)·(x − μ')
      n++;
      double delta = x - m;
      m += delta / n;
      s += delta * (x - m);
    }
    mean[d] = m;
    squares[d] = s;
  }

  /** Leaves the newest points' feature d in the column, sorted; returns its median. */
  private double median(Memory memory, int d, int points) {
    column = column.length < points ? new double[points] : column;
    for (int i = 0; i < points; i++) {
      double x = memory.feature(memory.count() - points + i, d);
      column[i] = limit(x, 0, MAX_MAGNITUDE);
    }
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

  @Override
  public void write(StateWriter out) {
    out.putLong(count).putDoubles(mean).putDoubles(squares);
  }

  @Override
  public void read(StateReader in, int version) {
    int expected = Long.BYTES + 2 * mean.length * Double.BYTES;
    if (in.remaining() != expected) {
      throw new DamagedStateException(
          "it holds %d bytes, expected %d for %d features"
              .formatted(in.remaining(), expected, mean.length));
    }
    count = in.getLong();
    in.getDoubles(mean);
    in.getDoubles(squares);
  }
}
