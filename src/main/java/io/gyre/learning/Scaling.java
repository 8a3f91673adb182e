package io.gyre.learning;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is done to features before a model sees them. */
public enum Scaling {
  /** Nothing but clipping: for features that are already around ±1. */
  NONE,
  /** Running mean and variance. */
  STANDARD;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
