package io.gyre.learning.settings;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Selects the columns of {@link io.gyre.encoding.Encoder} that a learner sees. */
public enum ColumnView {
  /** The numbers, unchanged except for clipping: for features that are already around ±1. */
  PLAIN,
  /** The numbers, brought to a mean of 0 and a deviation of 1. */
  STANDARDISED,
  /** The numbers, standardised, and all columns that are 0 or 1: for any data. */
  FULL;

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
