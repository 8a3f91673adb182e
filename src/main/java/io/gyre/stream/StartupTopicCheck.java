package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.ChangelogName;
import io.gyre.kafka.ClusterAdmin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees before a start that the changelog of the state, and the topic of the predictions, fit the
 * topic that is learned from.
 */
final class StartupTopicCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StartupTopicCheck.class);

  /** How the stores of each learner were called, before they all had one. */
  private static final String OLD_STORES = "learner-";

  private final ApplicationSettings settings;
  private final ClusterAdmin cluster;
  private final String instance;
  private final String points;
  private final String changelog;

  StartupTopicCheck(ApplicationSettings settings, ClusterAdmin cluster, String instance) {
    this.settings = settings;
    this.cluster = cluster;
    this.instance = instance;
    points = settings.topics().points();
    changelog = settings.changelog();
  }

  /**
   * Lets the changelog have as many partitions as the topic has grown to: the old replicas go on,
   * new ones start from their seeds. Kafka Streams refuses to start otherwise. So it lets
   * predictions, for which a producer would wait in vain otherwise. Other instances, which may be
   * active with the old number, find out by themselves and start again.
   *
   * <p>And refuses to start where something has been learned, but its changelog is not there, is
   * another that is empty, or is of an earlier Gyre: it would look like a first start, in the
   * middle of the stream.
   *
   * @throws GyreException when it is, or the topic is absent or has become smaller
   */
  void settle() {
    Map<String, Integer> found = lookFor();
    int wanted = found.get(points);
    Integer answered = found.get(settings.topics().predictions());
    if (answered != null && answered < wanted) {
      cluster.grow(Set.of(settings.topics().predictions()), wanted);
    }
    Integer partitions = found.get(changelog);
    refuseOld();
    refuseLost();
    if (partitions != null && partitions != wanted) {
      refuseShrunk(partitions, wanted);
      cluster.grow(Set.of(changelog), wanted);
      LOG.warn(
          "{} has grown to {} partitions: the changelog grows with it. The replicas that are there go on, new ones start from their seeds",
          points,
          wanted);
    }
    if (partitions == null || partitions != wanted) {
      // A killed instance that finds its place in the group again is not assigned anything anew;
      // only that makes changelogs and hands out new partitions.
      cluster.group(settings.application()).removeMembers(instance, ClusterAdmin.TIMEOUT);
    }
  }

  /** How many partitions the topics have that are there, points among them. */
  private Map<String, Integer> lookFor() {
    List<String> topics = List.of(points, changelog, settings.topics().predictions());
    Map<String, Integer> found = new TreeMap<>();
    boolean there =
        ClusterAdmin.appears(
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

  private void refuseShrunk(int found, int wanted) {
    if (found > wanted) {
      throw new GyreException(
          "%s has %d partitions, but the changelog %s has %d: the topic was deleted and created again with fewer"
              .formatted(points, wanted, changelog, found),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
  }

  /** Before, each learner had a state at an offset of its own: they cannot share a memory. */
  private void refuseOld() {
    cluster.topics().stream()
        .filter(topic -> ChangelogName.matches(topic, settings.application(), OLD_STORES))
        .findFirst()
        .ifPresent(
            old -> {
              throw new GyreException(
                  "%s has a state of an earlier Gyre (the changelog %s), which this one cannot go on with"
                      .formatted(settings.application(), old),
                  Remedy.of(Kind.OTHER_VERSION),
                  Remedy.of(Kind.START_ANEW),
                  Remedy.of(Kind.OTHER_APPLICATION));
            });
  }

  private void refuseLost() {
    boolean learned =
        !cluster.group(settings.application()).committed(points, ClusterAdmin.TIMEOUT).isEmpty();
    if (learned && !ClusterAdmin.appears(this::hasRecords)) {
      throw lost(changelog);
    }
  }

  /** Tells whether anything was ever written to the changelog. */
  private boolean hasRecords() {
    int partitions = cluster.partitions(Set.of(changelog)).getOrDefault(changelog, 0);
    List<TopicPartition> all =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(changelog, partition))
            .toList();
    return cluster
        .offsets(all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED, ClusterAdmin.TIMEOUT)
        .values()
        .stream()
        .anyMatch(end -> end > 0);
  }

  /** The refusal to go on without what has been learned. */
  static GyreException lost(String changelog) {
    return new GyreException(
        "the changelog %s is not there, or is another that is empty: it was deleted. All that was learned would start over in the middle of the stream"
            .formatted(changelog),
        Remedy.of(Kind.START_ANEW),
        Remedy.of(Kind.OTHER_APPLICATION));
  }
}
