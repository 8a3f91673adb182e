package io.gyre.fold.alerts;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds that the mean of a sequence has risen: ADWIN (Bifet and Gavaldà, Learning from
 * Time-Changing Data with Adaptive Windowing, SDM 2007). It keeps a window of the last values, in
 * buckets of 16·2^i of them, and every {@value #EVERY} looks for a place where what is before and
 * after differ by more than chance makes them:
 *
 * <pre>
 *  |mean₁ − mean₀| &gt; √(2·σ²·m·d) + ⅔·m·d      m = 1/n₀ + 1/n₁,   d = ln(2·ln n / δ)
 * </pre>
 *
 * <p>What is before the place where they differ most is forgotten. Only a rise by a fifth or more
 * is told, since a fall is something learned; and it is told once, though it may go on: a learner
 * gets used to a drift step by step. Not thread-safe.
 */
final class DriftDetector {

  private static final double DELTA = 0.002;
  private static final int EVERY = 64;

  /** So many buckets of a size, then two of them become one. */
  private static final int OF_A_SIZE = 5;

  /** By how much a mean must have risen to be worth a person's look. */
  private static final double LEAST_RISE = 1.2;

  /** So many values later a rise is another drift. */
  private static final int LASTS = 2_000;

  /** The values of the smallest bucket, and the fewest on either side. */
  private static final int SMALLEST = 16;

  private final List<Bucket> window = new ArrayList<>(); // oldest first
  private long count; // since the start
  private long settled; // the count until which a rise is of the drift that was told last

  /** Values that came one after the other, and the time of the first. */
  private record Bucket(long n, double sum, double squares, long sinceMs) {

    Bucket and(Bucket next) {
      return new Bucket(n + next.n, sum + next.sum, squares + next.squares, sinceMs);
    }
  }

  /** A rise: the means before and after it, and the time of the first value after it. */
  record Rise(double before, double after, long sinceMs) {}

  /**
   * Adds a value.
   *
   * @param value 0 to 1
   * @return null unless the mean has risen
   */
  Rise add(double value, long timeMs) {
    Bucket one = new Bucket(1, value, value * value, timeMs);
    if (count % SMALLEST == 0) {
      window.add(one);
    } else {
      window.set(window.size() - 1, window.get(window.size() - 1).and(one));
    }
    count++;
    if (count % SMALLEST == 0) {
      merge();
    }
    return count % EVERY == 0 ? cut() : null;
  }

  /** Merges the two oldest of a size that has too many, from the smallest size on. */
  private void merge() {
    int end = window.size();
    while (end > 0) {
      int begin = end;
      while (begin > 0 && window.get(begin - 1).n == window.get(end - 1).n) {
        begin--;
      }
      if (end - begin <= OF_A_SIZE) {
        return;
      }
      window.set(begin, window.get(begin).and(window.remove(begin + 1)));
      end = begin + 1;
    }
  }

  /** Forgets what differs from what came after it. */
  private Rise cut() {
    long allN = 0;
    double allSum = 0;
    double squares = 0;
    for (Bucket each : window) {
      allN += each.n;
      allSum += each.sum;
      squares += each.squares;
    }
    double mean = allSum / allN;
    double variance = Math.max(0, squares / allN - mean * mean);
    double d = StrictMath.log(2 * StrictMath.log(allN) / DELTA);
    long n = 0;
    double sum = 0;
    double most = 0;
    int place = 0;
    Rise found = null;
    for (int i = 0; i < window.size() - 1; i++) {
      n += window.get(i).n;
      sum += window.get(i).sum;
      double before = sum / n;
      double after = (allSum - sum) / (allN - n);
      double m = 1.0 / n + 1.0 / (allN - n);
      double chance = Math.sqrt(2 * variance * m * d) + 2 * m * d / 3;
      double beyond = Math.abs(after - before) / chance;
      if (beyond > 1 && beyond > most) {
        most = beyond;
        place = i + 1;
        found = new Rise(before, after, window.get(place).sinceMs);
      }
    }
    window.subList(0, place).clear();
    if (found == null || found.after <= LEAST_RISE * found.before) {
      return null;
    }
    boolean goesOn = count < settled;
    settled = count + LASTS;
    return goesOn ? null : found;
  }

  void write(StateWriter out) {
    out.putLong(count).putLong(settled).putInt(window.size());
    for (Bucket each : window) {
      out.putLong(each.n).putDouble(each.sum).putDouble(each.squares).putLong(each.sinceMs);
    }
  }

  void read(StateReader in) {
    count = in.getLong();
    settled = in.getLong();
    window.clear();
    for (int i = in.getCount(); i > 0; i--) {
      window.add(new Bucket(in.getLong(), in.getDouble(), in.getDouble(), in.getLong()));
    }
    long newest = window.isEmpty() ? 0 : window.get(window.size() - 1).n;
    if (count < 0
        || (count - newest) % SMALLEST != 0
        || window.stream().anyMatch(each -> each.n < 1 || !(each.sum >= 0 && each.squares >= 0))) {
      throw new DamagedStateException("a window of a drift detector is damaged");
    }
  }
}
