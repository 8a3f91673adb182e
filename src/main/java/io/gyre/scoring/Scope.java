package io.gyre.scoring;

/** The points that a score covers. */
public enum Scope {
  /** The points of one window. */
  WINDOW,

  /**
   * All points, each counting 0.999 of the one after it: in effect the last 1,000 or so. Where a
   * class is ranked against the rest, points count half after 69 more of the class: in effect its
   * last 100 and all others meanwhile, since among 1,000 points there may be none of it.
   */
  FADED,

  /** All points, each counting 1. */
  TOTAL;

  double fading() {
    return this == FADED ? 0.999 : 1;
  }
}
