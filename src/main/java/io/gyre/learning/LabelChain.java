package io.gyre.learning;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often each class followed the last known label a, whatever the features are: for streams
 * whose labels come in runs, or in turns.
 *
 * <p>p_k = (n_ak + s_k) / Σ (n_aj + s_j). When the label y follows, n_a ← fade·n_a and then n_ay ←
 * n_ay + 1. The s, 1/K each at the start, keep every p above 0, and before the first label they are
 * all there is.
 *
 * <p>The first {@value #OWN_ROWS} classes have counts of their own; all others share one row, as if
 * they were one last label: with {@value io.gyre.data.Label#MAX_CLASSES} classes K×K counts would
 * be too many.
 */
final class LabelChain extends StatePart implements Learner {

  /** Of so many classes the counts are kept apart: with the row of all others, 300,000 numbers. */
  static final int OWN_ROWS = 298;

  private static final int NONE = -1;

  private final double fade;
  private double[] smoothing; // s, K
  private double[][] counts; // n, rows×K
  private int last = NONE; // a
  private long step;

  LabelChain(double fade, int classes) {
    super("chain");
    this.fade = fade;
    smoothing = new double[classes];
    Arrays.fill(smoothing, 1.0 / classes);
    counts = new double[rows(classes)][classes];
  }

  /** How many rows there are with so many classes. */
  static int rows(int classes) {
    return Math.min(classes, OWN_ROWS + 1);
  }

  /** The counts of what followed a class. */
  private double[] counts(int a) {
    return counts[Math.min(a, OWN_ROWS)];
  }

  @Override
  public void predict(double[] row, double[] probabilities) {
    double sum = 0;
    double[] followed = last == NONE ? null : counts(last);
    for (int k = 0; k < smoothing.length; k++) {
      probabilities[k] = smoothing[k] + (followed == null ? 0 : followed[k]);
      sum += probabilities[k];
    }
    for (int k = 0; k < smoothing.length; k++) {
      probabilities[k] /= sum;
    }
  }

  @Override
  public long numbersRead(Set<Object> counted) {
    return smoothing.length;
  }

  @Override
  public void learn(double[] row, int label) {
    if (last != NONE) {
      double[] next = counts(last);
      for (int k = 0; k < next.length; k++) {
        next[k] *= fade;
      }
      next[label]++;
    }
    last = label;
    step++;
    changed();
  }

  /**
   * q / (1 − q) times the sum of n_a, for every a, and of s gives the new class the probability q.
   */
  @Override
  public void addClass(double[] row, double probability) {
    int known = smoothing.length;
    if (known == 0) {
      smoothing = new double[] {1};
      counts = new double[1][1];
    } else {
      double odds = probability / (1 - probability);
      smoothing = withShare(smoothing, odds);
      int before = counts.length;
      counts = Arrays.copyOf(counts, rows(known + 1));
      for (int a = 0; a < counts.length; a++) {
        counts[a] = a < before ? withShare(counts[a], odds) : new double[known + 1];
      }
    }
    changed();
  }

  private static double[] withShare(double[] numbers, double odds) {
    double[] more = Arrays.copyOf(numbers, numbers.length + 1);
    more[numbers.length] = odds * LoopKernels.sumInOrder(numbers);
    return more;
  }

  /** The next label follows none that is known. */
  @Override
  public void skip() {
    last = NONE;
    changed();
  }

  @Override
  public long step() {
    return step;
  }

  /** The probabilities after each class, a row each; the last is that of all others, if it is. */
  @Override
  public Map<String, Object> parameters() {
    double[][] follows = new double[counts.length][smoothing.length];
    for (int a = 0; a < follows.length; a++) {
      double sum = LoopKernels.sumInOrder(counts[a]) + LoopKernels.sumInOrder(smoothing);
      for (int k = 0; k < follows.length; k++) {
        follows[a][k] = (counts[a][k] + smoothing[k]) / sum;
      }
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("follows", follows);
    all.put("last", last);
    return all;
  }

  @Override
  public List<StatePart> state() {
    return List.of(this);
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putInt(last).putInt(smoothing.length).putDoubles(smoothing);
    for (double[] row : counts) {
      out.putDoubles(row);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    int storedLast = in.getInt();
    int classes = in.getCount();
    long numbers = classes * (rows(classes) + 1L);
    if (in.remaining() != numbers * Double.BYTES || storedLast < NONE || storedLast >= classes) {
      throw new DamagedStateException(
          "it holds %d bytes and the last label %d, expected %d numbers and one of %d classes"
              .formatted(in.remaining(), storedLast, numbers, classes));
    }
    last = storedLast;
    smoothing = new double[classes];
    in.getDoubles(smoothing);
    counts = new double[rows(classes)][classes];
    for (double[] row : counts) {
      in.getDoubles(row);
    }
  }
}
