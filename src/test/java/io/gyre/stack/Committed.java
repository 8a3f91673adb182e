package io.gyre.stack;

import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads from the host what is committed on a topic of one partition. */
final class Committed {

  private Committed() {}

  /** Returns all values that are committed by now, oldest first. */
  static <V> List<V> values(String bootstrapServers, Topic<V> topic) {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    Deserializer<V> deserializer = topic.deserializer();
    List<V> values = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        ClusterAccess.local(bootstrapServers).consumer(Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
      while (consumer.position(partition) < ends.get(partition)) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
          values.add(deserializer.deserialize(found.topic(), found.value()));
        }
      }
    }
    return values;
  }
}
