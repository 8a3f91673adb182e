package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.ChangelogName;
import io.gyre.kafka.ClusterView;
import io.gyre.learning.LearnerSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees before a start that the learners' changelogs, and the topic of their predictions, fit the
 * topic that is learned from.
 */
final class Changelogs {

  private static final Logger LOG = LoggerFactory.getLogger(Changelogs.class);

  private final ApplicationSettings settings;
  private final ClusterView cluster;
  private final String instance;

  Changelogs(ApplicationSettings settings, ClusterView cluster, String instance) {
    this.settings = settings;
    this.cluster = cluster;
    this.instance = instance;
  }

  /**
   * Lets the changelogs have as many partitions as the topic has grown to: the old replicas go on,
   * new ones start from their seeds. Kafka Streams refuses to start otherwise. So it lets
   * predictions, for which a producer would wait in vain otherwise. Other instances, which may be
   * active with the old number, find out by themselves and start again.
   *
   * <p>And refuses to start where a learner's changelog was deleted, or is another that is empty:
   * it would look like a new learner, and start over in the middle of the stream.
   *
   * @param learned the learners of which something tells that they have learned; asked for only if
   *     a changelog is absent or empty
   * @throws GyreException when it is, or the topic is absent or has become smaller
   */
  void settle(Supplier<Set<String>> learned) {
    String points = settings.topics().points();
    Map<String, Integer> found = lookFor(points);
    Integer wanted = found.remove(points);
    Integer answered = found.remove(settings.topics().predictions());
    if (answered != null && answered < wanted) {
      cluster.grow(Set.of(settings.topics().predictions()), wanted);
    }
    refuseLost(found, learned);
    boolean absent = found.size() < names().size();
    found.values().removeIf(wanted::equals);
    if (!found.isEmpty()) {
      found.forEach((topic, partitions) -> refuseShrunk(topic, partitions, points, wanted));
      cluster.grow(found.keySet(), wanted);
      LOG.warn(
          "{} has grown to {} partitions: changelogs grow with it. The replicas that are there go on, new ones start from their seeds",
          points,
          wanted);
    }
    if (absent || !found.isEmpty()) {
      // A killed instance that finds its place in the group again is not assigned anything anew;
      // only that makes changelogs and hands out new partitions.
      cluster.group(settings.application()).removeMembers(instance, ClusterView.TIMEOUT);
    }
  }

  /** How many partitions the topics have that are there, points among them. */
  private Map<String, Integer> lookFor(String points) {
    List<String> topics = new ArrayList<>(names());
    topics.addAll(List.of(points, settings.topics().predictions()));
    Map<String, Integer> found = new TreeMap<>();
    boolean there =
        ClusterView.appears(
            () -> {
              found.clear();
              found.putAll(cluster.partitions(topics));
              return found.containsKey(points);
            });
    if (!there) {
      throw missing(points);
    }
    return found;
  }

  /** The refusal to go on without the topic that is learned from. */
  static GyreException missing(String points) {
    return new GyreException(
        "the topic %s is not there: it was deleted. What has been learned from it is kept. If it is created again its records are others, and learning must start anew"
            .formatted(points),
        Remedy.of(Kind.START_ANEW),
        Remedy.of(Kind.OTHER_APPLICATION));
  }

  private static void refuseShrunk(String topic, int found, String points, int wanted) {
    if (found > wanted) {
      throw new GyreException(
          "%s has %d partitions, but the changelog %s has %d: the topic was deleted and created again with fewer"
              .formatted(points, wanted, topic, found),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
  }

  private void refuseLost(Map<String, Integer> found, Supplier<Set<String>> learned) {
    if (cluster
        .group(settings.application())
        .committed(settings.topics().points(), ClusterView.TIMEOUT)
        .isEmpty()) {
      return;
    }
    Set<String> empty = empty(found);
    List<LearnerSettings> without =
        settings.learners().stream()
            .filter(
                learner -> {
                  String changelog = name(settings, learner);
                  return !found.containsKey(changelog) || empty.contains(changelog);
                })
            .toList();
    if (without.isEmpty()) {
      return;
    }
    Set<String> haveLearned = learned.get();
    for (LearnerSettings learner : without) {
      String changelog = name(settings, learner);
      if (haveLearned.contains(learner.name())
          && !ClusterView.appears(() -> hasRecords(changelog))) {
        throw lost(changelog);
      }
    }
  }

  private boolean hasRecords(String changelog) {
    Map<String, Integer> found = cluster.partitions(Set.of(changelog));
    return !found.isEmpty() && empty(found).isEmpty();
  }

  /** The refusal to go on without what has been learned. */
  static GyreException lost(String changelog) {
    return new GyreException(
        "the changelog %s is not there, or is another that is empty: it was deleted. Its learner would start over in the middle of the stream"
            .formatted(changelog),
        Remedy.of(Kind.RENAME_LEARNER),
        Remedy.of(Kind.START_ANEW));
  }

  /** Those of the changelogs that nothing was ever written to. */
  private Set<String> empty(Map<String, Integer> changelogs) {
    List<TopicPartition> partitions =
        changelogs.entrySet().stream()
            .flatMap(
                topic ->
                    IntStream.range(0, topic.getValue())
                        .mapToObj(partition -> new TopicPartition(topic.getKey(), partition)))
            .toList();
    Set<String> empty = new HashSet<>(changelogs.keySet());
    cluster
        .offsets(
            partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED, ClusterView.TIMEOUT)
        .forEach(
            (partition, end) -> {
              if (end > 0) {
                empty.remove(partition.topic());
              }
            });
    return empty;
  }

  private List<String> names() {
    return settings.learners().stream().map(learner -> name(settings, learner)).toList();
  }

  /** The topic to which a learner's state is committed. */
  static String name(ApplicationSettings settings, LearnerSettings learner) {
    return ChangelogName.of(settings.application(), LearnerTopology.storeName(learner));
  }
}
