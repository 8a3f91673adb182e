package io.gyre.learning;

import io.gyre.learning.settings.FixedOnceTrained;

/**
 * The settings of one kind of learner: a record, each of whose components is a field of the
 * learner's JSON. A component that is itself a record stands for its components.
 *
 * <p>What a field is when the JSON does not name it says {@code @JsonProperty(defaultValue)}, and
 * without one the field must be named. A field that may not change once there is a state is marked
 * {@link FixedOnceTrained}. The constructor checks the values, with messages that begin with the
 * field.
 */
public interface KindSettings {

  /**
   * Makes a learner that has learned nothing.
   *
   * @param shared read, not modified; its memory holds {@link #memory()} points or more
   * @param classes K that are known by now, 0 or more
   */
  Learner create(Shared shared, int classes);

  /** Says what such a learner is, in a few words for a person. */
  String described(int features, int classes);

  /** Tells whether it mixes what the learners before it on the list say, but those that mix. */
  default boolean mixes() {
    return false;
  }

  /** How many of the last points it needs in the memory. */
  default int memory() {
    return 0;
  }

  /** Tells whether it sees numbers standardised, by the scaler that learners share. */
  default boolean standardises() {
    return false;
  }

  /**
   * How many numbers it holds beside the memory, no fewer with more columns or classes, so that one
   * too large is refused before it is made ({@link LearnerSize}).
   */
  long numbers(int features, int classes);

  /** How many numbers the largest array takes that it computes in, beside those it holds. */
  default long workspace(int features, int classes) {
    return 0;
  }
}
