package io.gyre.cli.command;

import io.gyre.data.Point;
import io.gyre.data.Spirals;

/**
 * How a flow of spirals is drifting: turned by {@code degrees} at point {@code from} and on from
 * there at {@code spin}. A change of the spin starts a new drift at the angle that was reached, so
 * the picture never jumps. Immutable.
 *
 * @param from the point where this drift began
 * @param degrees the rotation there
 * @param spin degrees per 1,000 points
 * @param flipped whether the labels are swapped by hand, on top of what the spirals say
 */
record SpiralDrift(long from, double degrees, double spin, boolean flipped) {

  /** The drift that the spirals were made with. */
  static SpiralDrift of(Spirals spirals) {
    return new SpiralDrift(0, 0, spirals.spin(), false);
  }

  /** Returns the i-th point; without a change by hand, exactly {@link Spirals#at(long)}'s. */
  Point point(Spirals spirals, long i) {
    return spirals.at(i, degreesAt(i), swappedAt(spirals, i));
  }

  private double degreesAt(long i) {
    return degrees + spin * (i - from) / 1000;
  }

  boolean swappedAt(Spirals spirals, long i) {
    return flipped ^ (spirals.swapAt() != Spirals.NEVER && i >= spirals.swapAt());
  }

  /** Returns the drift that goes on from point i at another spin. */
  SpiralDrift withSpin(long i, double newSpin) {
    return new SpiralDrift(i, degreesAt(i) % 360, newSpin, flipped);
  }

  /** Returns this drift with the labels the other way round. */
  SpiralDrift swapped() {
    return new SpiralDrift(from, degrees, spin, !flipped);
  }
}
