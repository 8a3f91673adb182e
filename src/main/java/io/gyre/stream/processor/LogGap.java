package io.gyre.stream.processor;

import io.gyre.kafka.LostPlaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets of a partition between the expected next one and the one that came.
 *
 * @param from the expected one
 * @param to the one that came
 */
record LogGap(SourceLog source, String topic, int partition, long from, long to) {

  private static final Logger LOG = LoggerFactory.getLogger(LogGap.class);

  /** A gap up to this holds only the marks of transactions, if no reader has lost its place. */
  private static final long MARKS = 1_000;

  private LogGap after(long other) {
    return new LogGap(source, topic, partition, Math.max(from, other), to);
  }

  boolean isEmpty() {
    return from >= to;
  }

  boolean holdsRecord() {
    return !isEmpty() && source.holdsRecord(topic, partition, from, to);
  }

  /** Returns the part of this gap that the group has not committed. */
  LogGap uncommitted() {
    return after(source.committedOffset(topic, partition));
  }

  /** Returns the part after the offset that the reader has lost; empty if there are only marks. */
  LogGap unread() {
    long place = source.takeLostPlace(topic, partition, from, to);
    return after(place == LostPlaces.NONE && to - from <= MARKS ? to : place);
  }

  /**
   * Returns how many offsets the topic lost before they could be read, and logs it if there are
   * any. The marks of transactions are among them, so it may be fewer records.
   *
   * @param who missed them, for the message
   */
  long lost(String who) {
    long end = isEmpty() ? from : Math.min(source.earliestOffset(topic, partition), to);
    if (end <= from) {
      return 0;
    }
    LOG.warn(
        "{} missed offsets {} to {} of partition {} of {}, up to {} records: they were deleted before they were read, by the topic's retention or by hand",
        who,
        from,
        end - 1,
        partition,
        topic,
        end - from);
    return end - from;
  }

  /**
   * Refuses to skip records that the group has not committed. Kafka Streams 4.4.0 does so when a
   * commit times out: it notes that the task's partitions must be set back to the committed offset,
   * but the rebalance that it then calls for replaces the task, and the note is lost.
   *
   * @throws NewRunException when there are records in the gap
   */
  void refuseRecords(String who) {
    if (holdsRecord()) {
      throw new NewRunException(
          "%s was given offset %d of partition %d of %s, but there are records between it and offset %d, up to which the group has committed"
              .formatted(who, to, partition, topic, from));
    }
  }
}
