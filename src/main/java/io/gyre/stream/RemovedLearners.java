package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.learning.LearnerSettings;
import io.gyre.topic.LearnerKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learners that have parameters on the topic but are no longer on the list: each gets a tombstone,
 * so that compaction forgets it and no reader takes it for alive. Its state stays in its changelog.
 */
final class RemovedLearners {

  private static final Logger LOG = LoggerFactory.getLogger(RemovedLearners.class);

  private final ApplicationSettings settings;

  RemovedLearners(ApplicationSettings settings) {
    this.settings = settings;
  }

  /**
   * Writes the tombstones that are due.
   *
   * @param published the learners that have parameters on the topic
   */
  void bury(Set<LearnerKey> published) {
    Set<String> listed =
        settings.learners().stream().map(LearnerSettings::name).collect(Collectors.toSet());
    List<LearnerKey> removed =
        published.stream().filter(key -> !listed.contains(key.learner())).toList();
    if (removed.isEmpty()) {
      return;
    }
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (LearnerKey key : removed) {
        LOG.info("{} is no longer on the list of learners: its parameters are withdrawn", key);
        producer
            .send(new ProducerRecord<>(settings.topics().parameters(), key.toBytes(), null))
            .get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GyreException("interrupted while parameters were withdrawn", e);
    }
  }
}
