package io.gyre.learning.gradient;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/** How far a learner has come: what changes with every point. Not thread-safe. */
final class TrainingProgress extends StatePart {

  private long step;
  private long refused;
  private int pending;

  TrainingProgress() {
    super("progress");
  }

  /** Steps made since the beginning. */
  long step() {
    return step;
  }

  /** Steps refused since the beginning. */
  long refused() {
    return refused;
  }

  /** The newest points that wait to be stepped on. */
  int pending() {
    return pending;
  }

  void advance() {
    step++;
    changed();
  }

  void refuse() {
    refused++;
    changed();
  }

  /** Counts one more point as pending; returns how many there are. */
  int addPending() {
    changed();
    return ++pending;
  }

  /** Leaves no point pending; returns how many there were. */
  int takePending() {
    int taken = pending;
    if (taken > 0) {
      pending = 0;
      changed();
    }
    return taken;
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step).putLong(refused).putInt(pending);
  }

  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
    refused = in.getLong();
    pending = in.getInt();
    if (step < 0 || refused < 0 || pending < 0 || in.remaining() > 0) {
      throw new DamagedStateException(
          "steps %d, refused %d, pending %d and %d bytes more, expected none below 0 and no more"
              .formatted(step, refused, pending, in.remaining()));
    }
  }
}
