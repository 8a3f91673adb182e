package io.gyre.stream;

import io.gyre.topic.LearnerKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The learners of an application whose parameters are on their topic. */
final class PublishedLearners {

  private static final Duration POLL = Duration.ofMillis(500);

  private final ApplicationSettings settings;

  PublishedLearners(ApplicationSettings settings) {
    this.settings = settings;
  }

  /** Reads the topic to its present end. */
  Set<LearnerKey> read() {
    Set<LearnerKey> published = new TreeSet<>(Comparator.comparing(LearnerKey::toString));
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(settings.topics().parameters()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // The end for a read_committed reader: a transaction that hangs does not hold up the start.
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(POLL).forEach(record -> note(record, published));
      }
    }
    return published;
  }

  private void note(ConsumerRecord<byte[], byte[]> record, Set<LearnerKey> published) {
    LearnerKey key;
    try {
      key = LearnerKey.parse(record.key());
    } catch (IllegalArgumentException foreign) {
      return; // Not ours: another program's record, or no key at all.
    }
    if (!key.application().equals(settings.application())) {
      return;
    }
    if (record.value() == null) {
      published.remove(key);
    } else {
      published.add(key);
    }
  }
}
