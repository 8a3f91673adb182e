package io.gyre.scoring;

/** Which points a score is of. */
public enum Scope {
  /** Those of one window. */
  WINDOW(1),

  /** All, each counting 0.999 of the one after it: in effect the last 1,000 or so. */
  FADED(0.999),

  /** All, each counting 1. */
  TOTAL(1);

  private final double fading;

  Scope(double fading) {
    this.fading = fading;
  }

  double fading() {
    return fading;
  }
}
