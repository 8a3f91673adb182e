package io.gyre.fold.alerts;

import io.gyre.learning.math.Exponential;
import io.gyre.learning.math.Logarithm;
import io.gyre.scoring.SparseCodec;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * The value above which a wanted number of values come in a period, each value counting half as
 * much a period h later. Values of v &gt; 0 are counted in bins of ln v:
 *
 * <pre>
 *  b(v) = ⌊ln(v) / 0.05⌋                             −600 to 599
 *  S_b ← S_b·2^(−Δ/h) + [b(v) = b]                   what came
 *  M ← M·2^(−Δ/h) + (1 − 2^(−Δ/h)) / ln 2            the time in which it came, in h
 *  F ← F·exp((e − a) / (N + 20))                     1/50 to 50; a and e: of one value, as in A, E
 *  threshold: where the sum of S from above reaches N·M·F·((E + 20) / (A + 20))⁴
 * </pre>
 *
 * <p>M makes the first periods right, too. A is how many values were above, faded as S is, and E
 * how many of as many values should have been: each counts min(1, N·M / ΣS). So the threshold
 * follows at once when all values have risen or fallen, as those of a learner do that has just
 * learned a lot, and an hour with many points changes nothing. F adds up what was too many or too
 * few: without it, values that rise on and on would be above by the same share too often for as
 * long. Within the bin of the threshold a share of the values is above it. A Δ counts as h at most.
 * Not thread-safe.
 */
final class FadedQuantile {

  private static final double WIDTH = 0.05;
  private static final int BINS = 1_200;
  private static final int OF_ONE = BINS / 2;

  /** So few alerts say little of whether there are too many. */
  private static final double DAMPING = 20;

  private static final double MOST_STEERED = 50;

  private static final double LARGEST_WEIGHT = 0x1p332;

  /** The threshold of the last {@link #find}: its bin, and which share of the bin is above it. */
  int bin;

  double share;

  private double[] sums = new double[BINS]; // times weight
  private double weight = 1; // of a value that comes now
  private double total; // of all bins
  private double periods; // M, now
  private double above; // A, now
  private double expected; // E, now
  private double steered = 1; // F

  /** Lets time pass: a number of periods, 0 to 1. */
  void pass(double elapsed) {
    if (elapsed <= 0) {
      return;
    }
    double left = Exponential.ofNegative(-Logarithm.LN2 * elapsed);
    periods = periods * left + (1 - left) / Logarithm.LN2;
    above *= left;
    expected *= left;
    weight /= left;
    if (weight > LARGEST_WEIGHT) {
      Arrays.setAll(sums, b -> sums[b] / LARGEST_WEIGHT);
      total /= LARGEST_WEIGHT;
      weight /= LARGEST_WEIGHT;
    }
  }

  /** Returns the bin of a value above 0. */
  static int bin(double value) {
    double place = Math.floor(StrictMath.log(value) / WIDTH) + OF_ONE;
    return (int) Math.max(0, Math.min(BINS - 1, place));
  }

  void add(double value) {
    sums[bin(value)] += weight;
    total += weight;
  }

  /** Finds the threshold for a wanted number of values in a period. */
  void find(double wanted) {
    double ratio = (expected + DAMPING) / (above + DAMPING);
    ratio *= ratio;
    double left = wanted * ratio * ratio * steered * periods * weight;
    for (bin = BINS - 1; bin >= 0; bin--) {
      if (sums[bin] > 0 && sums[bin] >= left) {
        share = left / sums[bin];
        return;
      }
      left -= sums[bin];
    }
    // Fewer values came than are wanted: all are above.
    bin = 0;
    share = 1;
  }

  /** Counts that a value was found to be above the threshold of a wanted number, or not. */
  void count(boolean isAbove, double wanted) {
    double should = Math.min(1, wanted * periods * weight / total);
    double is = isAbove ? 1 : 0;
    above += is;
    expected += should;
    double factor = steered * StrictMath.exp((should - is) / (wanted + DAMPING));
    steered = Math.max(1 / MOST_STEERED, Math.min(MOST_STEERED, factor));
  }

  /** Tells whether this many values have come before any time passed. */
  boolean isTimeless(int values) {
    return periods == 0 && total == values;
  }

  /** Returns the mean time from one value to the next, in periods; 0 before time has passed. */
  double pace() {
    return total > 0 ? periods * weight / total : 0;
  }

  /** Returns the value at the threshold. */
  double threshold() {
    return StrictMath.exp((bin + 1 - share - OF_ONE) * WIDTH);
  }

  /** Lets the same values and time be counted in periods of another length. */
  void stretch(double factor) {
    periods *= factor;
  }

  void write(StateWriter out) {
    SparseCodec.write(new double[] {weight, total, periods, above, expected, steered}, out);
    SparseCodec.write(sums, out);
  }

  /** Reads the output of {@link #write}, where the last number may be absent. */
  void read(StateReader in) {
    double[] numbers = SparseCodec.read(in);
    sums = SparseCodec.read(in);
    if (numbers.length < 5 || numbers.length > 6 || sums.length != BINS || numbers[0] < 1) {
      throw new DamagedStateException(
          "a faded quantile has %d numbers and %d bins".formatted(numbers.length, sums.length));
    }
    weight = numbers[0];
    total = numbers[1];
    periods = numbers[2];
    above = numbers[3];
    expected = numbers[4];
    steered = numbers.length == 5 ? 1 : numbers[5];
  }
}
