package io.gyre.learning.blend;

import io.gyre.learning.LearnedPart;
import io.gyre.learning.Learner;
import io.gyre.learning.math.LoopKernels;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How frequent each class is, whatever the features are: p = n / Σ n, where each label y makes n ←
 * fade·n and then n_y ← n_y + 1. At the start n is 1 for every class.
 */
final class Prior extends StatePart implements Learner {

  private final double fade;
  private double[] counts; // n, K
  private long step;

  Prior(double fade, int classes) {
    super("counts");
    this.fade = fade;
    counts = new double[classes];
    Arrays.fill(counts, 1);
  }

  @Override
  public void predict(double[] row, double[] probabilities) {
    double sum = LoopKernels.sumInOrder(counts);
    for (int k = 0; k < counts.length; k++) {
      probabilities[k] = counts[k] / sum;
    }
  }

  @Override
  public void learn(double[] row, int label) {
    for (int k = 0; k < counts.length; k++) {
      counts[k] *= fade;
    }
    counts[label]++;
    step++;
    changed();
  }

  @Override
  public long numbersRead(Set<Object> counted) {
    return counts.length;
  }

  /** n = q / (1 − q) · Σ n gives the new class the probability q. */
  @Override
  public void addClass(double[] row, double probability) {
    double count =
        counts.length == 0 ? 1 : probability / (1 - probability) * LoopKernels.sumInOrder(counts);
    counts = Arrays.copyOf(counts, counts.length + 1);
    counts[counts.length - 1] = count;
    changed();
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public List<LearnedPart> learned() {
    double[] frequencies = new double[counts.length];
    predict(null, frequencies);
    return List.of(LearnedPart.of("frequencies", frequencies));
  }

  @Override
  public List<StatePart> state() {
    return List.of(this);
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putInt(counts.length).putDoubles(counts);
  }

  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    counts = in.getLastDoubles();
  }
}
