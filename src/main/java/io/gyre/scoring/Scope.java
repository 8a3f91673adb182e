package io.gyre.scoring;

/** Which points a score is of. */
public enum Scope {
  /** The points of one window. */
  WINDOW(1),

  /** All points, each counting 0.999 of the one after it: in effect the last 1,000 or so. */
  FADED(0.999),

  /** All points, each counting 1. */
  TOTAL(1);

  private final double fading;

  Scope(double fading) {
    this.fading = fading;
  }

  double fading() {
    return fading;
  }
}
