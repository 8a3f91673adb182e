package io.gyre.learning;

import io.gyre.learning.settings.FixedOnceTrained;

/**
 * The settings of one kind of learner: a record, each of whose components is a field of the
 * learner's JSON. A component that is itself a record stands for its components.
 *
 * <p>A field that is absent in the JSON has its {@code @JsonProperty(defaultValue)}; without one it
 * is required. {@link FixedOnceTrained} marks a field that may not change once there is a state.
 * The constructor checks the values, with messages that begin with the field.
 */
public interface KindSettings {

  /**
   * Makes a learner that has learned nothing.
   *
   * @param shared read, not modified; its memory holds {@link #memory()} points or more
   * @param classes K, those known so far, 0 or more; it means nothing if labels are amounts
   */
  Learner create(Shared shared, int classes);

  /** Describes such a learner in a few words for a person. */
  String described(int features, int classes);

  /** Tells whether it learns labels that are classes. */
  default boolean learnsClasses() {
    return true;
  }

  /** Tells whether it learns labels that are amounts. */
  default boolean learnsAmounts() {
    return false;
  }

  /** Tells whether it mixes the answers of the learners before it on the list that do not. */
  default boolean mixes() {
    return false;
  }

  /** Returns the number of last points that the memory must hold for it. */
  default int memory() {
    return 0;
  }

  /** Tells whether it sees numbers standardised, by the scaler that learners share. */
  default boolean standardises() {
    return false;
  }

  /**
   * Returns the number of numbers it holds beside the memory, so that a learner that is too large
   * is refused before it is made ({@link LearnerSize}). Never falls with more columns or classes.
   */
  long numbers(int features, int classes);

  /** Returns the length of its largest working array, beside the numbers it holds. */
  default long workspace(int features, int classes) {
    return 0;
  }
}
