package io.gyre.topic;

import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The learners that have a record on the topic {@code parameters}. */
public final class PublishedLearners {

  private PublishedLearners() {}

  /**
   * Returns those of all partitions and applications, but not learners that left a tombstone.
   *
   * @param parameters the topic, which exists
   */
  public static Set<LearnerKey> on(ClusterAccess cluster, String parameters) {
    Set<LearnerKey> keys = new LinkedHashSet<>();
    try (TopicReader reader = new TopicReader(cluster, List.of(parameters), true)) {
      reader.readToEnd(found -> add(found, keys));
    }
    return keys;
  }

  private static void add(ConsumerRecord<byte[], byte[]> record, Set<LearnerKey> keys) {
    try {
      LearnerKey key = LearnerKey.parse(record.key());
      keys.remove(key);
      if (record.value() != null) {
        keys.add(key);
      }
    } catch (IllegalArgumentException foreign) {
      // Another program's.
    }
  }
}
