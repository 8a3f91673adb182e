package io.gyre.learning.blend;

import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.OnePartLearner;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.InexpressibleException;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.math.LoopKernels;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Answers with the frequency of each class after the last known label a, whatever the features: for
 * streams whose labels come in runs, or alternate.
 *
 * <p>p_k = (n_ak + s_k) / Σ (n_aj + s_j). When the label y follows, n_a ← fade·n_a and then n_ay ←
 * n_ay + 1. The s, 1/K each at the start, keep every p above 0, and are the answer before the first
 * label.
 */
final class LabelChain extends OnePartLearner {

  private static final int NONE = -1;

  private final double fade;
  private double[] smoothing; // s, K
  private double[][] counts; // n, K×K
  private int last = NONE; // a

  LabelChain(double fade, int classes) {
    super("chain");
    this.fade = fade;
    smoothing = new double[classes];
    Arrays.fill(smoothing, 1.0 / classes);
    counts = new double[classes][classes];
  }

  @Override
  public void predict(Row row, Answers answers, double[] probabilities) {
    System.arraycopy(smoothing, 0, probabilities, 0, smoothing.length);
    if (last != NONE) {
      LoopKernels.add(smoothing.length, 1, counts[last], probabilities);
    }
    LoopKernels.normalise(probabilities);
  }

  @Override
  public long numbersRead(int classes, Set<Object> counted) {
    return smoothing.length;
  }

  @Override
  public void learn(Row row, Answers answers, double label) {
    if (last != NONE) {
      LoopKernels.scale(smoothing.length, fade, counts[last]);
      counts[last][(int) label]++;
    }
    last = (int) label;
    stepped();
  }

  /**
   * q / (1 − q) times the sum of n_a, for every a, and of s gives the new class the probability q.
   */
  @Override
  public void addClass(Row row, double probability) {
    int known = smoothing.length;
    smoothing = Prior.withClass(smoothing, probability);
    counts = Arrays.copyOf(counts, known + 1);
    Arrays.setAll(
        counts, a -> a < known ? Prior.withClass(counts[a], probability) : new double[known + 1]);
    changed();
  }

  /** Forgets the last label. */
  @Override
  public void skip() {
    last = NONE;
    changed();
  }

  @Override
  public Expression expression(ModelInputs inputs) throws InexpressibleException {
    throw new InexpressibleException(
        "it answers by the labels that came last, which a graph is not told");
  }

  @Override
  public List<LearnedPart> learned() {
    long numbers = (long) smoothing.length * smoothing.length;
    return List.of(
        new LearnedPart("follows", numbers, this::follows), LearnedPart.of("last", last));
  }

  /** Returns the probabilities after each class, a row each. */
  private double[][] follows() {
    double[][] follows = new double[counts.length][smoothing.length];
    for (int a = 0; a < follows.length; a++) {
      double sum = LoopKernels.sumInOrder(counts[a]) + LoopKernels.sumInOrder(smoothing);
      int after = a;
      Arrays.setAll(follows[a], k -> (counts[after][k] + smoothing[k]) / sum);
    }
    return follows;
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
    last = in.getInt();
    smoothing = in.getDoubles(in.getCount());
    counts = new double[smoothing.length][];
    Arrays.setAll(counts, a -> in.getDoubles(smoothing.length));
    if (last < NONE || last >= smoothing.length) {
      throw new DamagedStateException(
          "the last label is %d, expected one of %d classes".formatted(last, smoothing.length));
    }
  }
}
