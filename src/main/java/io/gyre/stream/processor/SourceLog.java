package io.gyre.stream.processor;

import io.gyre.kafka.LostPlaces;

/** What the application must know of the topics that it reads, beside their records. */
public interface SourceLog {

  /** The id that the broker gave a topic when it was created; another after it is recreated. */
  String topicId(String topic);

  int partitions(String topic);

  /** The offset of the oldest record that a partition still holds. */
  long earliestOffset(String topic, int partition);

  /**
   * The offset at which the group shall go on, by what it has committed: that of the oldest record
   * if it never has.
   */
  long committedOffset(String topic, int partition);

  /**
   * Returns the offset at which a partition's reader wanted to go on, but the topic no longer had
   * it; {@link LostPlaces#NONE} if there is none between two offsets, the second exclusive. It is
   * told once.
   */
  default long takeLostPlace(String topic, int partition, long from, long to) {
    return LostPlaces.NONE;
  }

  /** Tells whether a partition holds a record at an offset from one to another, exclusive. */
  boolean holdsRecord(String topic, int partition, long from, long to);
}
