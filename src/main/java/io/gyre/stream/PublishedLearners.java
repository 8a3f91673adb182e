package io.gyre.stream;

import io.gyre.kafka.TopicReader;
import io.gyre.topic.LearnerKey;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The learners of an application whose parameters are on their topic. */
final class PublishedLearners {

  private final ApplicationSettings settings;

  PublishedLearners(ApplicationSettings settings) {
    this.settings = settings;
  }

  /** Reads the topic to its present end. */
  Set<LearnerKey> read() {
    Set<LearnerKey> published = new TreeSet<>(Comparator.comparing(LearnerKey::toString));
    List<String> topics = List.of(settings.topics().parameters());
    try (TopicReader reader = new TopicReader(settings.client(), topics)) {
      reader.readToEnd(record -> note(record, published));
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
