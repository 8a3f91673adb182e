package io.gyre.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Decides which offsets {@link StreamsClients} may commit. */
public interface CommitGuard {

  /** Allows all. */
  CommitGuard NONE = new CommitGuard() {};

  /** Notes the records that Kafka Streams is given. */
  default void read(ConsumerRecords<byte[], byte[]> records) {}

  /** Throws the exception that forbids committing offsets. */
  default void beforeCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}
}
