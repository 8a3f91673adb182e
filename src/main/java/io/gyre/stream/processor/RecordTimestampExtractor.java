package io.gyre.stream.processor;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes a record's own timestamp as event time. Never answers with a negative time, which would
 * make Kafka Streams drop the record: such a record is marked, and becomes a dead letter.
 */
final class RecordTimestampExtractor implements TimestampExtractor {

  /** Stands for a timestamp below 0; this timestamp itself is taken for one millisecond less. */
  static final long NEGATIVE = Long.MAX_VALUE;

  static long original(long extracted) {
    return extracted == NEGATIVE ? -1 : extracted;
  }

  static long extracted(long original) {
    return original < 0 ? NEGATIVE : original;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() < 0 ? NEGATIVE : Math.min(record.timestamp(), NEGATIVE - 1);
  }
}
