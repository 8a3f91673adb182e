package io.gyre.stream.start;

import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.KafkaFutures;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.PublishedLearners;
import io.gyre.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a tombstone for each learner that has parameters on the topic but is no longer on the list,
 * so that compaction deletes it and no reader takes it for active. Its state is kept.
 */
public final class LearnerTombstones {

  private static final Logger LOG = LoggerFactory.getLogger(LearnerTombstones.class);

  private LearnerTombstones() {}

  public static void withdraw(ApplicationSettings settings) {
    String topic = settings.topics().of(Topic.PARAMETERS);
    ClusterAccess cluster = ClusterAccess.of(settings.client());
    Set<String> listed =
        settings.fold().learners().stream().map(LearnerSettings::name).collect(Collectors.toSet());
    List<LearnerKey> removed =
        PublishedLearners.on(cluster, topic).stream()
            .filter(key -> key.application().equals(settings.application()))
            .filter(key -> !listed.contains(key.learner()))
            .toList();
    if (removed.isEmpty()) {
      return;
    }
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      for (LearnerKey key : removed) {
        KafkaFutures.get(producer.send(new ProducerRecord<>(topic, key.toBytes(), null)));
        LOG.info("{} is no longer on the list of learners: its parameters are withdrawn", key);
      }
    }
  }
}
