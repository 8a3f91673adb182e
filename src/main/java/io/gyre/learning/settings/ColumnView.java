package io.gyre.learning.settings;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a learner sees of the columns that {@link io.gyre.encoding.Encoder} makes of a point. */
public enum ColumnView {
  /** The numbers, as they came but for clipping: for features that are already around ±1. */
  PLAIN,
  /** The numbers, brought to a mean of 0 and a deviation of 1. */
  STANDARDISED,
  /** The numbers, standardised, and all columns that are 0 or 1: for any data. */
  FULL;

  /** Tells whether only the numbers are seen, all of them in each point. */
  public boolean numbersOnly() {
    return this != FULL;
  }

  /** Tells whether numbers are standardised. */
  public boolean standardises() {
    return this != PLAIN;
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
