package io.gyre.stream.start;

/**
 * The way an application shall read its topics.
 *
 * @param labels the topic with labels that come later; may be null
 * @param perPartition whether each partition of points trains its own learners
 * @param journalBytes the number of bytes that a journal keeps of learned records
 */
public record InputSettings(String labels, boolean perPartition, long journalBytes) {

  public static final long JOURNAL_BYTES = 1L << 30;

  /** Returns the default: no topic of labels, and one model. */
  public static InputSettings standard() {
    return new InputSettings(null, false, JOURNAL_BYTES);
  }
}
