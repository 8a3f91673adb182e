package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.dashboard.RowsSent;
import io.gyre.dashboard.SpiralControls;
import java.util.Optional;
import java.util.function.Supplier;

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

  /** Returns how far the rows of its file have been sent, if it is of one. */
  default Optional<Supplier<RowsSent>> progress() {
    return Optional.empty();
  }

  /** Stops, and waits until what was sent is on the topic. */
  @Override
  void close();
}
