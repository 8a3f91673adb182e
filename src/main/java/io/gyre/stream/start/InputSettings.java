package io.gyre.stream.start;

/**
 * What is said of the topics that an application reads, before it is known how they are.
 *
 * @param labels the topic with labels that come later; null if there is none
 * @param perPartition whether each partition of points trains learners of its own
 * @param journalBytes how many bytes a journal keeps of what has been learned from it
 */
public record InputSettings(String labels, boolean perPartition, long journalBytes) {

  /** What a journal keeps by default: 1 GiB. */
  public static final long JOURNAL_BYTES = 1L << 30;

  /** No topic of labels, and one model. */
  public static InputSettings standard() {
    return new InputSettings(null, false, JOURNAL_BYTES);
  }
}
