package io.gyre.learning.amounts;

import io.gyre.learning.Answers;
import io.gyre.learning.math.LeastSquares;
import io.gyre.learning.math.Logarithm;
import io.gyre.learning.memory.AmountScale;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Says how sure an amount is: an error to expect of this record, and from it an interval of any
 * level and any quantile.
 *
 * <pre>
 *  s = ē·exp((1 − u)·limit(w·x, −2.5 … 3))   the expected error; ē: |e| faded by 1 − 1/(1,000 + 5·d)
 *  x   1, ln of [faded |e| (0.98), each deviation beside the answers] over ē, with a floor of 0.05,
 *      and z, z²/4, |z| of the answer
 *  w   {@link LeastSquares}, λ = 0.999, of ln(|e|/ē + 0.05)
 *  h   a histogram of r = e/s by {@value #BINS} bins of asinh(r/0.02)·14, which forgets after n/3 + 100
 *      labels, 10,000 at most; r counts 1 − u/2, and −r counts u/2
 *  [ŷ + g·s·h(α/2), ŷ + g·s·h(1 − α/2)]
 *  g ← g·exp(0.01/(1 + d/50)·([missed the interval of 90 %] − 0.1 + 0.036·u)), within 1/5 … 5
 *  d   how many labels were learned between an answer and its label
 *  u = d̄/(d̄ + 100)   what is unseen; d̄: faded d (0.98)
 * </pre>
 *
 * <p>When labels are late (u > 0), what recent errors were like says less of the next: which side
 * they were on, and what they depended on. And g follows no change within the delay, so it aims at
 * fewer misses than 10 %. The r of a late label is by the s of now: when the first labels come,
 * that of then knew nothing, and h would be too narrow for all that is answered later.
 *
 * <p>All errors are in deviations of the scale of the labels. There is no interval before {@value
 * #LEAST} known errors, and none of a level that so many cannot tell. Not thread-safe.
 */
public final class Intervals extends StatePart {

  /** The least number of known errors for an interval. */
  public static final int LEAST = 100;

  private static final int VERSION = 4; // 3 had no names, nor how late labels are

  private static final int FIXED = 5; // inputs beside the deviations
  private static final double FADE = 0.999; // λ of w
  private static final double USUAL = 1_000; // labels that ē remembers
  private static final double FADE_OF_RECENT = 0.98;
  private static final double FLOOR = 0.05;
  private static final double MOST_LOG = 4;
  private static final double LEAST_EXPONENT = -2.5;
  private static final double MOST_EXPONENT = 3;
  private static final int LABELS_BEFORE_WEIGHTS = 20;
  private static final int LABELS_BEFORE_HISTOGRAM = 30;
  private static final double STEP = 0.01; // of g
  private static final double MISSED = 0.1; // what the interval that g follows shall miss
  private static final double MORE = 0.036; // that it shall hold if no label is known in time
  private static final double SLOWER = 50;
  private static final double LATE = 100;
  private static final double MOST_WIDTH = 5;

  static final int BINS = 401;
  private static final int MIDDLE = BINS / 2;
  private static final double NARROWEST = 0.02;
  private static final double BINS_A_UNIT = 14;
  private static final double LARGEST_WEIGHT = 0x1p332;
  private static final double MOST_MEMORY = 10_000;
  private static final double[] EDGES = new double[BINS + 1];

  static {
    for (int k = 0; k <= BINS; k++) {
      EDGES[k] = NARROWEST * StrictMath.sinh((k - 0.5 - MIDDLE) / BINS_A_UNIT);
    }
  }

  private final List<String> deviations;
  private final LeastSquares model;
  private final double[] bins = new double[BINS];
  private double weight = 1; // of the last error
  private long errors;
  private double recent; // the faded sum of |e|
  private double recentCount;
  private double late; // the faded sum of the labels' ages, counted as recent errors are
  private double usual;
  private double usualCount;
  private double width = 1; // g
  private long labels; // that have come

  /**
   * What is expected of one answer.
   *
   * @param labels how many were known then
   * @param error s
   * @param x the inputs of s; 0 for a deviation that was not known then
   * @param low the lower end of the interval that g follows; NaN without one
   * @param high its upper end
   */
  public record Expected(long labels, double error, double[] x, double low, double high) {

    /** Returns the same by the scale of now; {@code then} says by which it was. */
    public Expected rescaled(Answers then, AmountScale now) {
      double factor = then.deviation() / now.deviation();
      double shift = now.scaled(then.mean());
      return new Expected(labels, error * factor, x, low * factor + shift, high * factor + shift);
    }
  }

  /**
   * @param deviations the names of those that stand beside the answers
   */
  public Intervals(List<String> deviations) {
    super("intervals", VERSION, VERSION - 1);
    this.deviations = deviations;
    model = new LeastSquares(FIXED + deviations.size(), FADE, 10);
  }

  private double usual() {
    return usualCount > 0 ? usual / usualCount : 1;
  }

  /**
   * Says what to expect of an answer; changes nothing.
   *
   * @param z the scaled answer
   * @param deviations beside the answers, not modified
   */
  public Expected expect(double z, double[] deviations) {
    double[] x = new double[FIXED + deviations.length];
    double near = Math.max(-MOST_LOG, Math.min(MOST_LOG, z));
    x[0] = 1;
    x[1] = log(recentCount > 0 ? recent / recentCount : 1);
    x[2] = near;
    x[3] = near * near / 4;
    x[4] = Math.abs(near);
    for (int i = 0; i < deviations.length; i++) {
      x[FIXED + i] = log(deviations[i]);
    }
    double error = error(x);
    boolean isSure = errors >= LEAST;
    return new Expected(
        labels,
        error,
        x,
        isSure ? z + width * error * quantile(MISSED / 2) : Double.NaN,
        isSure ? z + width * error * quantile(1 - MISSED / 2) : Double.NaN);
  }

  private double error(double[] x) {
    double exponent = Math.max(LEAST_EXPONENT, Math.min(MOST_EXPONENT, model.predict(x)));
    return (usual() + least()) * StrictMath.exp((1 - unseen()) * exponent);
  }

  /** Returns u: how little of what errors are like when labels come holds by now. */
  private double unseen() {
    return late > 0 ? late / (late + LATE * recentCount) : 0;
  }

  private double least() {
    return 1e-4 * usual() + 1e-12;
  }

  private double log(double error) {
    double usual = usual();
    double log = Logarithm.of((error + FLOOR * usual + least()) / (usual + least()));
    return Math.max(-MOST_LOG, Math.min(MOST_LOG, log));
  }

  /**
   * Tells whether an interval of a level can be told: at least two errors may be beyond.
   *
   * @param level 0 to below 1
   */
  public boolean tells(double level) {
    return errors >= Math.max(LEAST, 2 / (1 - level));
  }

  /**
   * Returns the z below which a label lies with a probability; what {@link #tells} is to be asked
   * first.
   */
  public double quantile(double z, Expected of, double probability) {
    return z + width * of.error() * quantile(probability);
  }

  /**
   * Returns the probability that a label is above some z; what {@link #tells} is to be asked first.
   */
  public double above(double z, Expected of, double some) {
    double r = (some - z) / (width * of.error());
    double all = 0;
    double above = 0;
    for (int k = 0; k < BINS; k++) {
      all += bins[k];
      double share = (EDGES[k + 1] - r) / (EDGES[k + 1] - EDGES[k]);
      above += bins[k] * Math.max(0, Math.min(1, share));
    }
    return above / all;
  }

  private double quantile(double probability) {
    double all = 0;
    for (double each : bins) {
      all += each;
    }
    double wanted = probability * all;
    double sum = 0;
    double end = 0;
    for (int k = 0; k < BINS; k++) {
      if (bins[k] > 1e-9 * all) {
        if (sum + bins[k] >= wanted * (1 - 1e-12)) {
          double share = Math.min(1, Math.max(0, wanted - sum) / bins[k]);
          return EDGES[k] + (EDGES[k + 1] - EDGES[k]) * share;
        }
        end = EDGES[k + 1];
      }
      sum += bins[k];
    }
    return end;
  }

  private static int bin(double r) {
    double place = Math.floor(Logarithm.asinh(r / NARROWEST) * BINS_A_UNIT + 0.5);
    return (int) Math.max(0, Math.min(BINS - 1, place + MIDDLE));
  }

  /**
   * Learns how an answer was wrong; modifies this.
   *
   * @param of what was expected of it then
   * @param z the label as it was learned
   * @param error z less the answer
   * @param age how many labels were learned between answer and label
   */
  public void learn(Expected of, double z, double error, long age) {
    changed();
    double expected = age == 0 ? of.error() : error(of.x());
    labels++;
    double size = Math.abs(error);
    recent = FADE_OF_RECENT * recent + size;
    recentCount = FADE_OF_RECENT * recentCount + 1;
    late = FADE_OF_RECENT * late + age;
    double u = unseen();
    double fade = 1 - 1 / (USUAL + 5.0 * age);
    usual = fade * usual + size;
    usualCount = fade * usualCount + 1;
    if (of.labels() >= LABELS_BEFORE_WEIGHTS) {
      model.learn(of.x(), log(size) - model.predict(of.x()));
    }
    if (of.labels() >= LABELS_BEFORE_HISTOGRAM) {
      errors++;
      double memory = Math.min(MOST_MEMORY, LEAST + errors / 3.0);
      weight /= 1 - 1 / memory;
      bins[bin(error / expected)] += weight * (1 - u / 2);
      bins[bin(-error / expected)] += weight * u / 2;
      if (weight > LARGEST_WEIGHT) {
        Arrays.setAll(bins, k -> bins[k] / LARGEST_WEIGHT);
        weight /= LARGEST_WEIGHT;
      }
    }
    if (!Double.isNaN(of.low())) {
      double missed = z < of.low() || z > of.high() ? 1 : 0;
      width *= StrictMath.exp(STEP / (1 + age / SLOWER) * (missed - MISSED + MORE * u));
      width = Math.max(1 / MOST_WIDTH, Math.min(MOST_WIDTH, width));
    }
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(labels).putLong(errors).putDouble(weight).putDouble(width);
    out.putDouble(recent).putDouble(recentCount).putDouble(usual).putDouble(usualCount);
    out.putDoubles(bins).putTexts(deviations);
    model.write(out);
    out.putDouble(late);
  }

  /** A deviation that has left is forgotten, a new one has no weight yet. */
  @Override
  public void read(StateReader in, int version) {
    labels = in.getLong();
    errors = in.getLong();
    weight = in.getDouble();
    width = in.getDouble();
    recent = in.getDouble();
    recentCount = in.getDouble();
    usual = in.getDouble();
    usualCount = in.getDouble();
    in.getDoubles(bins);
    model.read(in, places(names(in, version == VERSION)));
    late = version == VERSION ? in.getDouble() : 0;
  }

  /** Writes what is expected of an answer that waits for its label. */
  public void write(StateWriter out, Expected of) {
    out.putLong(of.labels()).putDouble(of.error()).putDouble(of.low()).putDouble(of.high());
    out.putTexts(deviations).putDoubles(of.x());
  }

  /**
   * Reads what was written of an answer, though others may have stood beside it.
   *
   * @param named not if a Gyre wrote it that did not name them
   */
  public Expected read(StateReader in, boolean named) {
    long known = in.getLong();
    double error = in.getDouble();
    double low = in.getDouble();
    double high = in.getDouble();
    int[] places = places(names(in, named));
    double[] stored = in.getDoubles(places.length);
    double[] x = new double[FIXED + deviations.size()];
    for (int i = 0; i < stored.length; i++) {
      if (places[i] >= 0) {
        x[places[i]] = stored[i];
      }
    }
    return new Expected(known, error, x, low, high);
  }

  /**
   * Returns the names that are stored; without names they are those of now, if they are as many.
   */
  private List<String> names(StateReader in, boolean named) {
    if (named) {
      return in.getTexts();
    }
    int stored = in.getCount() - FIXED;
    return stored == deviations.size() ? deviations : Collections.nCopies(stored, "");
  }

  /** Returns the places of the inputs now, −1 of a deviation that has left. */
  private int[] places(List<String> stored) {
    int[] places = new int[FIXED + stored.size()];
    Arrays.setAll(places, i -> i);
    for (int i = 0; i < stored.size(); i++) {
      int now = deviations.indexOf(stored.get(i));
      places[FIXED + i] = now < 0 ? now : FIXED + now;
    }
    return places;
  }
}
