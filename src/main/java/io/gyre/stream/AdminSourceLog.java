package io.gyre.stream;

import io.gyre.GyreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Asks the broker, for as long as the client's own timeout (60 s). When it stays away longer, the
 * Kafka exception says so, which {@link Fault} knows to be transient. Thread-safe.
 */
final class AdminSourceLog implements SourceLog {

  private static final Duration POLL = Duration.ofMillis(500);

  private final Admin admin;
  private final ApplicationSettings settings;
  private final String topic;

  AdminSourceLog(Admin admin, ApplicationSettings settings) {
    this.admin = admin;
    this.settings = settings;
    topic = settings.topics().points();
  }

  @Override
  public String topicId() {
    return get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
        .topicId()
        .toString();
  }

  @Override
  public long earliestOffset(int partition) {
    TopicPartition source = new TopicPartition(topic, partition);
    return get(admin.listOffsets(Map.of(source, OffsetSpec.earliest())).partitionResult(source))
        .offset();
  }

  @Override
  public long committedOffset(int partition) {
    OffsetAndMetadata committed =
        get(admin
                .listConsumerGroupOffsets(settings.application())
                .partitionsToOffsetAndMetadata(settings.application()))
            .get(new TopicPartition(topic, partition));
    return committed == null ? earliestOffset(partition) : committed.offset();
  }

  @Override
  public boolean holdsRecord(int partition, long from, long to) {
    TopicPartition source = new TopicPartition(topic, partition);
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(source));
      consumer.seek(source, from);
      Progress progress = new Progress(source.toString());
      while (consumer.position(source) < to) {
        progress.note(consumer.position(source));
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          return records.iterator().next().offset() < to;
        }
      }
    }
    return false;
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GyreException("interrupted while asking the broker", e);
    }
  }
}
