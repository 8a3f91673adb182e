package io.gyre.stream;

/** What the application must know of the topic that it learns from, beside its records. */
public interface SourceLog {

  /** The id that the broker gave the topic when it was created; another after it is recreated. */
  String topicId();

  /** The offset of the oldest record that a partition still holds. */
  long earliestOffset(int partition);

  /**
   * The offset at which the group shall go on, by what it has committed: that of the oldest record
   * if it never has.
   */
  long committedOffset(int partition);

  /** Tells whether a partition holds a record at an offset from one to another, exclusive. */
  boolean holdsRecord(int partition, long from, long to);
}
