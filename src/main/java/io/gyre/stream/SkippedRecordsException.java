package io.gyre.stream;

import org.apache.kafka.common.KafkaException;

/**
 * Kafka Streams hands over a record that is not the next one after what the group has committed.
 *
 * <p>Kafka Streams 4.4.0 does that when a commit times out: it closes the task, pauses its
 * partitions and notes that they must be set back to the committed offset, but the rebalance that
 * it then calls for replaces the task by a fresh one, and the note is lost. What had been read but
 * not committed would never be learned. A new run starts at the committed offset.
 */
public final class SkippedRecordsException extends KafkaException {

  SkippedRecordsException(String message) {
    super(message);
  }
}
