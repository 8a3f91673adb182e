package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.dashboard.SpiralControls;
import java.util.Optional;

/** The points that {@code gyre up} sends by itself, on a thread of its own. */
interface PointFeed extends AutoCloseable {

  /** No points. */
  PointFeed NONE =
      new PointFeed() {
        @Override
        public void throwFailure() {}

        @Override
        public void close() {}
      };

  /**
   * Does nothing unless the points have come to a wrong end.
   *
   * @throws GyreException that says why they have
   */
  void throwFailure();

  /** Returns how the page steers it, if it can be steered. */
  default Optional<SpiralControls> controls() {
    return Optional.empty();
  }

  /** Stops, and waits until what was sent is on the topic. */
  @Override
  void close();
}
