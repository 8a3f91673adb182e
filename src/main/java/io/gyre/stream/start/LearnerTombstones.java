package io.gyre.stream.start;

import io.gyre.kafka.Clients;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.TopicReader;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.PublishedLearners;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learners that have parameters on the topic but are no longer on the list: each gets a tombstone,
 * so that compaction forgets it and no reader takes it for alive. Its state is kept.
 */
public final class LearnerTombstones {

  private static final Logger LOG = LoggerFactory.getLogger(LearnerTombstones.class);

  private final ApplicationSettings settings;

  public LearnerTombstones(ApplicationSettings settings) {
    this.settings = settings;
  }

  /** Reads the topic to its present end, and writes the tombstones that are due. */
  public void withdraw() {
    Set<String> listed =
        settings.fold().learners().stream().map(LearnerSettings::name).collect(Collectors.toSet());
    List<LearnerKey> removed =
        published().stream()
            .filter(key -> key.application().equals(settings.application()))
            .filter(key -> !listed.contains(key.learner()))
            .toList();
    if (removed.isEmpty()) {
      return;
    }
    try (Producer<byte[], byte[]> producer = Clients.producer(settings.client())) {
      for (LearnerKey key : removed) {
        LOG.info("{} is no longer on the list of learners: its parameters are withdrawn", key);
        KafkaFutures.get(
            producer.send(
                new ProducerRecord<>(settings.topics().parameters(), key.toBytes(), null)));
      }
    }
  }

  private Set<LearnerKey> published() {
    PublishedLearners published = new PublishedLearners();
    List<String> topics = List.of(settings.topics().parameters());
    try (TopicReader reader = new TopicReader(settings.client(), topics)) {
      reader.readToEnd(published::add);
    }
    return published.keys();
  }
}
