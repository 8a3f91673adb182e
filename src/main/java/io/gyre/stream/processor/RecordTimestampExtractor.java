package io.gyre.stream.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's own timestamp as event time. Never throws, and never answers with a negative time,
 * which would make Streams drop the record: such a one is marked for {@link LearningProcessor} to
 * divert.
 */
final class RecordTimestampExtractor implements TimestampExtractor {

  /**
   * Stands for a timestamp below 0; the same timestamp itself is taken for one millisecond less.
   */
  static final long NEGATIVE = Long.MAX_VALUE;

  /** The timestamp that a record had, or −1 for any below 0. */
  static long original(long extracted) {
    return extracted == NEGATIVE ? -1 : extracted;
  }

  /** What {@link #original} was made of. */
  static long extracted(long original) {
    return original < 0 ? NEGATIVE : original;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() < 0 ? NEGATIVE : Math.min(record.timestamp(), NEGATIVE - 1);
  }
}
