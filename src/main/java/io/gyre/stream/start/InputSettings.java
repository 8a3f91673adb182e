package io.gyre.stream.start;

import java.time.Duration;

/**
 * The way an application shall read its topics.
 *
 * @param labels the topic with labels that come later; may be null
 * @param perPartition whether each partition of points trains its own learners
 * @param journalBytes the number of bytes that a journal keeps of learned records
 * @param schemaWait for how long a schema may be unknown before its records are dead letters
 */
public record InputSettings(
    String labels, boolean perPartition, long journalBytes, Duration schemaWait) {

  public static final long JOURNAL_BYTES = 1L << 30;
  public static final Duration SCHEMA_WAIT = Duration.ofMinutes(5);

  public InputSettings(String labels, boolean perPartition, long journalBytes) {
    this(labels, perPartition, journalBytes, SCHEMA_WAIT);
  }

  /** Returns the default: no topic of labels, and one model. */
  public static InputSettings standard() {
    return new InputSettings(null, false, JOURNAL_BYTES);
  }
}
