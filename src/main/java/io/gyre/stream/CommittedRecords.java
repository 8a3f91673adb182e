package io.gyre.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is committed on topics at the moment. */
final class CommittedRecords {

  private static final Duration POLL = Duration.ofMillis(500);

  private CommittedRecords() {}

  /**
   * Reads topics from their beginning to their present end.
   *
   * @param client properties of the Kafka clients
   * @param topics all of which exist
   * @throws org.apache.kafka.common.KafkaException when that does not get on
   */
  static void read(
      Map<String, String> client,
      Collection<String> topics,
      Consumer<ConsumerRecord<byte[], byte[]>> action) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // The end for a read_committed reader: a transaction that hangs does not hold it up.
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Progress progress = new Progress(topics.toString());
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        progress.note(partitions.stream().mapToLong(consumer::position).sum());
        consumer.poll(POLL).forEach(action);
      }
    }
  }
}
