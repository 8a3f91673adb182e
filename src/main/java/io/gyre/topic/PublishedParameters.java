package io.gyre.topic;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The last record of each learner on the topic {@code parameters}, those of other partitions and
 * applications included. Not thread-safe.
 */
public final class PublishedParameters {

  private final PublishedLearners learners = new PublishedLearners();
  private final Map<LearnerKey, byte[]> values = new LinkedHashMap<>();

  /** Takes the next record of the topic; passes over other programs' records. */
  public void add(ConsumerRecord<byte[], byte[]> record) {
    learners.add(record);
    values.keySet().retainAll(learners.keys());
    if (record.value() != null) {
      try {
        values.put(LearnerKey.parse(record.key()), record.value());
      } catch (IllegalArgumentException foreign) {
        // As PublishedLearners does.
      }
    }
  }

  /** The learners by now. */
  public Set<LearnerKey> keys() {
    return learners.keys();
  }

  /** Reads the last record of each; passes over one that cannot be read. */
  public Map<LearnerKey, Parameters> read() {
    Map<LearnerKey, Parameters> all = new LinkedHashMap<>();
    Deserializer<Parameters> deserializer = Topic.PARAMETERS.deserializer();
    values.forEach(
        (key, value) -> {
          try {
            all.put(key, deserializer.deserialize(Topic.PARAMETERS.name(), value));
          } catch (SerializationException e) {
            // Another version's, or another program's.
          }
        });
    return all;
  }
}
