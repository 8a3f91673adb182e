package io.gyre.learning;

import io.gyre.state.StatePart;
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

  /** Counts an update. */
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
