package io.gyre.stream.processor;

import io.gyre.kafka.LostPlaces;

/** Answers questions about the topics that the application reads. */
public interface SourceLog {

  /** Returns the id that the broker gave a topic when it was created. */
  String topicId(String topic);

  int partitions(String topic);

  long earliestOffset(String topic, int partition);

  /** Returns the offset that the group has committed: that of the oldest record if it never has. */
  long committedOffset(String topic, int partition);

  /** Returns the place that a partition's reader has lost, as {@link LostPlaces#take}. */
  default long takeLostPlace(String topic, int partition, long from, long to) {
    return LostPlaces.NONE;
  }

  /** Tells whether a partition holds a record at an offset from one to another, exclusive. */
  boolean holdsRecord(String topic, int partition, long from, long to);
}
