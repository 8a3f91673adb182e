package io.gyre.cli.command;

import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** The last final figures of each learner of an application of one partition. */
final class LastMetrics {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Each learner writes one a window; a commit takes an offset too. */
  private static final long LOOK_BACK = 10_000;

  private LastMetrics() {}

  /**
   * Reads them from their topic.
   *
   * @return by the learner's name; a learner is absent that has not closed a window yet
   */
  static Map<String, Metrics> of(ClusterAccess cluster, String topic, String application) {
    Map<String, Metrics> last = new HashMap<>();
    Deserializer<Metrics> deserializer = Topic.METRICS.deserializer();
    TopicPartition only = new TopicPartition(topic, 0);
    try (Consumer<byte[], byte[]> consumer = cluster.consumer(Map.of())) {
      consumer.assign(Set.of(only));
      long end = consumer.endOffsets(Set.of(only)).get(only);
      long beginning = consumer.beginningOffsets(Set.of(only)).get(only);
      consumer.seek(only, Math.max(beginning, end - LOOK_BACK));
      while (consumer.position(only) < end) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
          Metrics metrics = read(found, application, deserializer);
          if (metrics != null && metrics.closed()) {
            last.put(metrics.learner(), metrics);
          }
        }
      }
    }
    return last;
  }

  /** Returns null for what another application has written, or another program. */
  private static Metrics read(
      ConsumerRecord<byte[], byte[]> found,
      String application,
      Deserializer<Metrics> deserializer) {
    try {
      return LearnerKey.parse(found.key()).application().equals(application)
          ? deserializer.deserialize(found.topic(), found.value())
          : null;
    } catch (SerializationException | IllegalArgumentException foreign) {
      return null;
    }
  }
}
