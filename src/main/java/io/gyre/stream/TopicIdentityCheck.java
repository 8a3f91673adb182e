package io.gyre.stream;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * The topics that an application reads and writes, and the ids that they had when a run started: a
 * topic that was deleted and created again bears its old name and another id. Thread-safe.
 */
final class TopicIdentityCheck {

  /** What a topic is to the application, which says what follows when it is gone. */
  enum Role {
    /** Learned from. It belongs to whoever writes it, and only a start may create it. */
    INPUT,
    /** Written. It is created again when it is gone. */
    OUTPUT,
    /** The state as it was committed, of which there is no other copy that can be trusted. */
    CHANGELOG
  }

  /**
   * A topic that is not the one that was there when the run started.
   *
   * @param before its id then
   * @param now the id of the topic that bears its name now; null if none does
   */
  record Change(String topic, Role role, Uuid before, Uuid now) {

    @Override
    public String toString() {
      return now == null
          ? "the topic %s was deleted".formatted(topic)
          : "the topic %s was deleted and created again (its id was %s, it is %s)"
              .formatted(topic, before, now);
    }
  }

  private final ClusterAdmin cluster;
  private final Map<String, Role> roles = new LinkedHashMap<>();
  private Map<String, Uuid> ids = Map.of();

  TopicIdentityCheck(ApplicationSettings settings, ClusterAdmin cluster) {
    this.cluster = cluster;
    roles.put(settings.topics().points(), Role.INPUT);
    Topic.outputs().forEach(output -> roles.put(settings.topics().of(output), Role.OUTPUT));
    roles.put(settings.changelog(), Role.CHANGELOG);
  }

  /** Expects from now on the topics that are there now, and changelogs that are still to come. */
  void begin(Duration timeout) {
    Map<String, Uuid> found = cluster.topicIds(roles.keySet(), timeout);
    synchronized (this) {
      ids = new HashMap<>(found);
    }
  }

  /**
   * Asks the cluster which topics are no longer those that are expected.
   *
   * @throws org.apache.kafka.common.KafkaException when there is no answer in time
   */
  List<Change> changes(Duration timeout) {
    Map<String, Uuid> found = cluster.topicIds(roles.keySet(), timeout);
    List<Change> changes = new ArrayList<>();
    synchronized (this) {
      found.forEach(ids::putIfAbsent);
      roles.forEach(
          (topic, role) -> {
            Uuid before = ids.get(topic);
            Uuid now = found.get(topic);
            if (before != null && !before.equals(now)) {
              changes.add(new Change(topic, role, before, now));
            }
          });
    }
    return changes;
  }

  /** Tells whether changes are of what is expected now, not of what an earlier run expected. */
  synchronized boolean concern(List<Change> changes) {
    return changes.stream().allMatch(change -> change.before().equals(ids.get(change.topic())));
  }
}
