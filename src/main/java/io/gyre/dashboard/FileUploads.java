package io.gyre.dashboard;

/** Files that the page may send, to be learned from in this process. Thread-safe. */
public interface FileUploads {

  /**
   * How it goes, as the page shows it.
   *
   * @param maxBytes how long a file may be
   * @param run the file that is learned from, or was; null for none
   */
  record State(long maxBytes, Run run) {}

  /**
   * A file that is learned from, or was.
   *
   * @param application its application
   * @param file its name
   * @param state {@code starting}, {@code streaming}, {@code ended}, {@code failed} or {@code
   *     stopping}
   * @param sent rows that are on the topic
   * @param total rows that it has; null as long as that is not known
   * @param share of its bytes that were read, 0 to 1
   * @param rate rows sent per second
   * @param bad rows that were passed over
   * @param error what has ended it; null unless it failed
   */
  record Run(
      String application,
      String file,
      String state,
      long sent,
      Long total,
      double share,
      double rate,
      long bad,
      String error) {}

  /** How it goes now. */
  State state();
}
