package io.gyre.learning;

import io.gyre.learning.math.LoopKernels;
import io.gyre.state.StatePart;
import java.util.Arrays;
import java.util.List;

/** A learner that is a part of the state itself, mostly the only one. */
public abstract class OnePartLearner extends StatePart implements Learner {

  protected long step;

  protected OnePartLearner(String name) {
    super(name);
  }

  protected OnePartLearner(String name, int version) {
    super(name, version);
  }

  /**
   * Returns the probabilities of classes that have just appeared with one more; the others keep
   * their ratios.
   *
   * @param fresh modified
   */
  protected static double[] withFresh(double[] fresh, double probability) {
    LoopKernels.scale(fresh.length, 1 - probability, fresh);
    double[] more = Arrays.copyOf(fresh, fresh.length + 1);
    more[fresh.length] = probability;
    return more;
  }

  protected final void stepped() {
    step++;
    changed();
  }

  @Override
  public final long step() {
    return step;
  }

  @Override
  public List<StatePart> state() {
    return List.of(this);
  }
}
