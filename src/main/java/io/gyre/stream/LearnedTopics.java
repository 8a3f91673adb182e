package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.fold.LogPosition;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What is on the cluster of an application that is to be started. */
final class LearnedTopics {

  private final ApplicationSettings settings;
  private final ClusterAdmin cluster;
  private final Map<String, Integer> found;
  private final Map<TopicPartition, Long> committed;

  private LearnedTopics(
      ApplicationSettings settings,
      ClusterAdmin cluster,
      Map<String, Integer> found,
      Map<TopicPartition, Long> committed) {
    this.settings = settings;
    this.cluster = cluster;
    this.found = found;
    this.committed = committed;
  }

  /**
   * Looks, and waits for a few seconds for topics that somebody else must have made: points, and a
   * topic of labels that were read already.
   *
   * @param first whether this instance has not run yet: then labels may have no topic
   * @throws GyreException when one of them is not there
   */
  static LearnedTopics look(ApplicationSettings settings, ClusterAdmin cluster, boolean first) {
    String points = settings.topics().points();
    String labels = settings.inputs().labels();
    String journal = TopicNames.journalOf(settings.application());
    Map<TopicPartition, Long> committed =
        cluster.group(settings.application()).committed(ClusterAdmin.TIMEOUT);
    boolean mayCreate =
        labels == null
            || first && committed.keySet().stream().noneMatch(p -> p.topic().equals(labels));
    List<String> needed = mayCreate ? List.of(points) : List.of(points, labels);
    List<String> topics =
        Stream.of(points, labels, settings.changelog(), settings.topics().predictions(), journal)
            .filter(topic -> topic != null)
            .toList();
    Map<String, Integer> found = new TreeMap<>();
    boolean there =
        ClusterAdmin.appears(
            () -> {
              found.clear();
              found.putAll(cluster.partitions(topics));
              return found.keySet().containsAll(needed);
            });
    if (!there) {
      throw missing(found, points, labels, journal);
    }
    return new LearnedTopics(settings, cluster, found, committed);
  }

  private static GyreException missing(
      Map<String, Integer> found, String points, String labels, String journal) {
    if (found.containsKey(points)) {
      return StartupTopicCheck.missingSource(labels);
    }
    return found.containsKey(journal)
        ? StartupTopicCheck.missingSource(points)
        : StartupTopicCheck.missing(points);
  }

  /** How many partitions a topic has; 0 if it is not there. */
  int partitions(String topic) {
    return found.getOrDefault(topic, 0);
  }

  /** Tells whether a topic is there; looks anew. */
  boolean exists(String topic) {
    return !cluster.partitions(List.of(topic)).isEmpty();
  }

  /** Tells whether the group has committed an offset of a topic. */
  boolean hasOffsets(String topic) {
    return committed.keySet().stream().anyMatch(partition -> partition.topic().equals(topic));
  }

  /** Tells whether the group has committed an offset of one of some topics; looks anew. */
  boolean hasOffsetsNow(List<String> topics) {
    return cluster.group(settings.application()).committed(ClusterAdmin.TIMEOUT).keySet().stream()
        .anyMatch(partition -> topics.contains(partition.topic()));
  }

  /** Tells whether a topic, which is there, has a record that is committed; looks anew. */
  boolean hasCommitted(String topic) {
    try (TopicReader reader = new TopicReader(settings.client(), List.of(topic))) {
      return reader.finds();
    }
  }

  /** Tells whether the group has committed this offset of a topic's first partition, or none. */
  private boolean mayGoOnAt(String topic, long offset) {
    return committed.getOrDefault(new TopicPartition(topic, 0), offset) == offset;
  }

  /** Tells whether anything was ever written to the changelog; looks anew. */
  boolean hasState() {
    return hasRecords(settings.changelog());
  }

  /** Tells whether anything was ever written to a topic; looks anew. */
  boolean hasRecords(String topic) {
    int partitions = cluster.partitions(List.of(topic)).getOrDefault(topic, 0);
    List<TopicPartition> all =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
    return cluster
        .offsets(all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED, ClusterAdmin.TIMEOUT)
        .values()
        .stream()
        .anyMatch(end -> end > 0);
  }

  /** Tells whether the state was learned from one of some topics, or there is none yet. */
  boolean mayBeStateOf(String... topics) {
    LogPosition first = firstPosition();
    return first == null
        || Stream.of(topics).anyMatch(topic -> exists(topic) && isOf(topic, first));
  }

  /** Tells whether the state was learned from a topic directly, up to where the group stands. */
  boolean stateGoesOnWith(String topic) {
    LogPosition first = firstPosition();
    return first == null || isOf(topic, first) && mayGoOnAt(topic, first.next());
  }

  /** Of the state of the first partition; null if there is none yet. */
  private LogPosition firstPosition() {
    return StatePositions.read(settings.client(), settings.changelog()).get(0);
  }

  private boolean isOf(String topic, LogPosition position) {
    return position.topicId().equals(cluster.describe(topic).topicId().toString());
  }
}
