package io.gyre.learning.blend;

import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.OnePartLearner;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.math.LoopKernels;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Answers with the frequency of each class, whatever the features: p = n / Σ n, where each label y
 * makes n ← fade·n and then n_y ← n_y + 1. At the start n is 1 for every class.
 */
final class Prior extends OnePartLearner {

  private final double fade;
  private double[] counts; // n, K

  Prior(double fade, int classes) {
    super("counts");
    this.fade = fade;
    counts = new double[classes];
    Arrays.fill(counts, 1);
  }

  @Override
  public void predict(Row row, Answers answers, double[] probabilities) {
    System.arraycopy(counts, 0, probabilities, 0, counts.length);
    LoopKernels.normalise(probabilities);
  }

  @Override
  public void learn(Row row, Answers answers, double label) {
    LoopKernels.scale(counts.length, fade, counts);
    counts[(int) label]++;
    stepped();
  }

  @Override
  public long numbersRead(int classes, Set<Object> counted) {
    return counts.length;
  }

  @Override
  public void addClass(Row row, double probability) {
    counts = withClass(counts, probability);
    changed();
  }

  /**
   * One number more, n = q / (1 − q) · Σ n, gives a new class the probability q; the first is 1.
   */
  static double[] withClass(double[] numbers, double probability) {
    int known = numbers.length;
    double[] more = Arrays.copyOf(numbers, known + 1);
    more[known] =
        known == 0 ? 1 : probability / (1 - probability) * LoopKernels.sumInOrder(numbers);
    return more;
  }

  private double[] frequencies() {
    double[] frequencies = new double[counts.length];
    predict(null, null, frequencies);
    return frequencies;
  }

  @Override
  public Expression expression(ModelInputs inputs) {
    return inputs.inEachRow(frequencies());
  }

  @Override
  public List<LearnedPart> learned() {
    return List.of(LearnedPart.of("frequencies", frequencies()));
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putInt(counts.length).putDoubles(counts);
  }

  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    counts = in.getDoubles(in.getCount());
  }
}
