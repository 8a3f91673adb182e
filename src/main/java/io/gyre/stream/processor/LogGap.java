package io.gyre.stream.processor;

import io.gyre.kafka.LostPlaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets of a partition between one that was expected next and one that came.
 *
 * @param from the expected one
 * @param to the one that came
 */
record LogGap(SourceLog source, String topic, int partition, long from, long to) {

  private static final Logger LOG = LoggerFactory.getLogger(LogGap.class);

  /**
   * Up to this a gap holds nothing but the marks of transactions, if the reader has not lost its
   * place. A longer one is looked into all the same.
   */
  private static final long MARKS = 1_000;

  /**
   * Returns the part of this gap that a reader which goes on has not come to: what lies behind the
   * place that it has lost. Before that place it has passed by whatever there was, so it was no
   * record.
   *
   * @return an empty gap if there is nothing but marks
   */
  LogGap unread() {
    long place = source.takeLostPlace(topic, partition, from, to);
    boolean onlyMarks = place == LostPlaces.NONE && to - from <= MARKS;
    return new LogGap(source, topic, partition, onlyMarks ? to : Math.max(from, place), to);
  }

  /**
   * Says how many offsets the topic lost before they could be read, also in the log if there are
   * any. The marks of transactions are among them, so it may be fewer records.
   *
   * @param who missed them, for the message
   */
  long lost(String who) {
    long end = from < to ? Math.min(source.earliestOffset(topic, partition), to) : from;
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
   * Nothing is lost in silence: what the group has not committed must not be passed over.
   *
   * @param who was given the offset, for the message
   * @throws NewRunException when there are records in the gap
   */
  void refuseRecords(String who) {
    if (from < to && source.holdsRecord(topic, partition, from, to)) {
      throw new NewRunException(
          "%s was given offset %d of partition %d of %s, but there are records between it and offset %d, up to which the group has committed"
              .formatted(who, to, partition, topic, from));
    }
  }
}
