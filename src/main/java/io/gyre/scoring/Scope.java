package io.gyre.scoring;

/** The points that a score covers. */
public enum Scope {
  /** The points of one window. */
  WINDOW,

  /** All points, each counting 0.999 of the one after it: in effect the last 1,000 or so. */
  FADED,

  /** All points, each counting 1. */
  TOTAL;

  double fading() {
    return this == FADED ? 0.999 : 1;
  }
}
