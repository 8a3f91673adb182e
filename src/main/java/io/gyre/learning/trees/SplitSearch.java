package io.gyre.learning.trees;

import io.gyre.data.SplitMix;
import io.gyre.encoding.GrowingArrays;
import io.gyre.learning.math.Logarithm;
import java.util.Arrays;

/**
 * Finds a split x &lt; c of a leaf's points: the best of some random ones, as in extremely
 * randomised trees (Geurts, Ernst and Wehenkel 2006). Each has a slot in which two random points of
 * different classes differ, and c between their values.
 *
 * <pre>
 *  gain = Σ_k [L(l_k) + L(r_k) − L(n_k)] − L(l) − L(r) + L(n),   L(n) = n·ln n
 * </pre>
 *
 * <p>Of the n_k points of class k l_k are below c, and r_k are not: the gain is that of the log
 * likelihood, in nats. A leaf of more than {@value #MOST_SAMPLED} points estimates it from so many.
 *
 * <p>Of amounts the gain is n/2·ln((S + n·f)/(S_l + S_r + n·f)), that of the log likelihood of
 * normal errors, with the sums S of squares about the mean of all n points, of those below c and of
 * the others, and f = {@value #LEAST_VARIANCE}. Not thread-safe.
 */
final class SplitSearch {

  /** Twice the gain is the likelihood ratio, in the mean 1 for a slot that says nothing. */
  static final double LEAST_GAIN = 1.5;

  static final int MOST_SAMPLED = 64;
  private static final int PAIRS = 4;
  private static final int SPLITS_OF_A_PAIR = 4;

  /**
   * Slots in which a pair is compared, from a random one on: all of them, unless there are more.
   */
  private static final int MOST_COMPARED = 128;

  private static final double LEAST_VARIANCE = 1e-4; // f
  private static final int TRIES = 3; // for a pair of different amounts

  private final int[] sample = new int[MOST_SAMPLED]; // where the values of each begin; by class
  private int[] ends = {}; // where the points of each class end in the sample
  private final double[] amounts = new double[MOST_SAMPLED]; // of these, about their mean
  private final double[] logs = new double[MOST_SAMPLED + 1]; // L
  private final int[] differing = new int[MOST_COMPARED + 1]; // slots

  int[] places = {}; // of the points of a leaf

  private int drawn; // slot
  int slot;
  float cut;
  double gain; // of the split that was found, over all points; 0 if there is none

  SplitSearch() {
    for (int n = 1; n < logs.length; n++) {
      logs[n] = n * StrictMath.log(n);
    }
  }

  /** Returns 1 if x &lt; c, else 0: the sign of the difference, without a branch. */
  static int isBelow(float x, float c) {
    return Float.floatToRawIntBits(x - c) >>> (Integer.SIZE - 1);
  }

  /**
   * Looks for a split.
   *
   * @param n of the points in {@link #places}, of two classes or more
   * @param most a number above all labels
   * @param seed of what is drawn
   * @return how much work it was, in values that were compared
   */
  int find(TreePoints points, int n, int most, long seed) {
    int slots = points.slots;
    int size = Math.min(n, MOST_SAMPLED);
    int present = sample(points, n, size, most);
    double impurity = logs[size];
    for (int k = 0, start = 0; k < present; start = ends[k++]) {
      impurity -= logs[ends[k] - start];
    }
    gain = 0;
    double best = LEAST_GAIN * size / n;
    int work = size;
    for (int pair = 1; pair <= PAIRS && impurity >= best; pair++) {
      long random = SplitMix.mix(seed + pair * SplitMix.GOLDEN);
      int i = below(random & 0xffff, size, Short.SIZE);
      int k = 0;
      while (ends[k] <= i) {
        k++;
      }
      int others = size - ends[k] + (k == 0 ? 0 : ends[k - 1]);
      int j = ends[k] + below(random >>> Short.SIZE & 0xffff, others, Short.SIZE);
      int x = sample[i];
      int other = sample[j < size ? j : j - size];
      int found = compare(points.values, x, other, slots, random >>> Integer.SIZE);
      work += Math.min(slots, MOST_COMPARED);
      for (int split = 1; split <= SPLITS_OF_A_PAIR && found > 0; split++) {
        float c = draw(points.values, x, other, found, random, split);
        double gained = impurity + sumOfSides(points.values, drawn, c, present, size);
        work += size;
        if (gained >= best) {
          best = gained;
          take(c, gained * n / size);
        }
      }
    }
    return work;
  }

  /**
   * Draws a slot in which two points differ, {@link #drawn}, and returns c between their values.
   */
  private float draw(float[] values, int x, int other, int found, long random, int split) {
    long u = SplitMix.mix(random + split * SplitMix.GOLDEN);
    drawn = differing[below(u >>> Integer.SIZE, found, Integer.SIZE)];
    return between(values[x + drawn], values[other + drawn], (u & 0xffffff) * 0x1p-24f);
  }

  private void take(float c, double gained) {
    gain = gained;
    slot = drawn;
    cut = c;
  }

  /**
   * Looks for a split of points whose labels are amounts.
   *
   * @param n of the points in {@link #places}
   * @param seed of what is drawn
   * @return how much work it was, in values that were compared
   */
  int findOfAmounts(TreePoints points, int n, long seed) {
    int slots = points.slots;
    int size = Math.min(n, MOST_SAMPLED);
    double squares = sampleAmounts(points, n, size);
    gain = 0;
    double best = LEAST_GAIN * size / n;
    int work = size;
    for (int pair = 1; pair <= PAIRS && squares > 0; pair++) {
      long random = SplitMix.mix(seed + pair * SplitMix.GOLDEN);
      int i = below(random & 0xffff, size, Short.SIZE);
      int j = i;
      for (int k = 0; k < TRIES && amounts[i] == amounts[j]; k++) {
        long u = k == 0 ? random >>> Short.SIZE : SplitMix.mix(random + k);
        j = below(u & 0xffff, size, Short.SIZE);
      }
      int found = compare(points.values, sample[i], sample[j], slots, random >>> Integer.SIZE);
      work += Math.min(slots, MOST_COMPARED);
      for (int split = 1; split <= SPLITS_OF_A_PAIR && found > 0; split++) {
        float c = draw(points.values, sample[i], sample[j], found, random, split);
        double left = squaresOfSides(points.values, c, size, squares);
        double least = LEAST_VARIANCE * size;
        double gained =
            left < 0 ? 0 : 0.5 * size * Logarithm.of((squares + least) / (left + least));
        work += size;
        if (gained >= best) {
          best = gained;
          take(c, gained * n / size);
        }
      }
    }
    return work;
  }

  /** Takes points at equal distances; returns the sum of the squares of their amounts. */
  private double sampleAmounts(TreePoints points, int n, int size) {
    double mean = 0;
    for (int i = 0; i < size; i++) {
      int place = places[i * n / size];
      sample[i] = place * points.room;
      amounts[i] = (double) points.labels[place] / TreePoints.UNITS;
      mean += amounts[i] / size;
    }
    double squares = 0;
    for (int i = 0; i < size; i++) {
      amounts[i] -= mean;
      squares += amounts[i] * amounts[i];
    }
    return squares;
  }

  /**
   * Returns the sum of squares about the mean of each side; below 0 if one side is empty.
   *
   * @param squares the sum about the mean of all
   */
  private double squaresOfSides(float[] values, float c, int size, double squares) {
    int below = 0;
    double sum = 0; // of those below; of all it is 0
    for (int i = 0; i < size; i++) {
      int is = isBelow(values[sample[i] + drawn], c);
      below += is;
      sum += is * amounts[i];
    }
    return below == 0 || below == size
        ? -1
        : Math.max(0, squares - sum * sum / below - sum * sum / (size - below));
  }

  /** Returns ⌊u·n / 2^bits⌋ of a u of so many bits. */
  private static int below(long u, int n, int bits) {
    return (int) (u * n >>> bits);
  }

  /**
   * Takes points at equal distances, and sorts them by class; returns how many classes they have.
   */
  private int sample(TreePoints points, int n, int size, int most) {
    ends = GrowingArrays.of(ends, most);
    Arrays.fill(ends, 0, most, 0);
    for (int i = 0; i < size; i++) {
      ends[points.labels[places[i * n / size]]]++;
    }
    for (int k = 0, start = 0; k < most; k++) {
      start += ends[k];
      ends[k] = start - ends[k];
    }
    for (int i = 0; i < size; i++) {
      int place = places[i * n / size];
      sample[ends[points.labels[place]]++] = place * points.room;
    }
    int present = 0;
    for (int k = 0, start = 0; k < most; k++) {
      if (ends[k] > start) {
        start = ends[k];
        ends[present++] = start;
      }
    }
    return present;
  }

  /** Finds the slots in which two points differ, of all or of some; returns how many. */
  private int compare(float[] values, int x, int other, int slots, long u) {
    int compared = Math.min(slots, MOST_COMPARED);
    int at = compared == slots ? 0 : below(u, slots, Integer.SIZE);
    int found = 0;
    for (int i = 0; i < compared; i++) {
      differing[found] = at;
      found += values[x + at] == values[other + at] ? 0 : 1;
      at = at + 1 == slots ? 0 : at + 1;
    }
    return found;
  }

  /** Returns a finite number above the lesser of two, and at most the greater. */
  static float between(float v, float w, float u) {
    float least = Math.min(v, w);
    float most = Math.min(Math.max(v, w), Float.MAX_VALUE);
    float c = Math.max(v, w) > most ? most : least * (1 - u) + most * u;
    return c > least && c < most ? c : most;
  }

  /** Returns Σ_k [L(l_k) + L(r_k)] − L(l) − L(r). */
  private double sumOfSides(float[] values, int at, float c, int present, int size) {
    double sum = 0;
    int all = 0;
    for (int k = 0, i = 0; k < present; k++) {
      int total = ends[k] - i;
      int below = 0;
      for (; i < ends[k]; i++) {
        below += isBelow(values[sample[i] + at], c);
      }
      all += below;
      sum += logs[below] + logs[total - below];
    }
    return sum - logs[all] - logs[size - all];
  }
}
