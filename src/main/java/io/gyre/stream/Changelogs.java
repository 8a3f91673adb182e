package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.learning.LearnerSettings;
import io.gyre.topic.LearnerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees before a start that the learners' changelogs, and the topic of their predictions, fit the
 * topic that is learned from.
 */
final class Changelogs {

  private static final Logger LOG = LoggerFactory.getLogger(Changelogs.class);

  /** As long as a member that was killed stays in its group, and some more. */
  private static final Duration PATIENCE =
      Duration.ofMillis(StreamsConfiguration.SESSION_TIMEOUT_MS + 5_000L);

  private static final long PAUSE_MS = 500;

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
   * predictions, for which a producer would wait in vain otherwise.
   *
   * <p>And refuses to start where a learner's changelog was deleted: it would look like a new
   * learner, and start over in the middle of the stream.
   *
   * @param published the learners that have parameters on their topic; asked for only if a
   *     changelog is absent
   * @throws GyreException when it is, when members are active, which work with the old number, or
   *     when the topic has become smaller
   */
  void settle(Supplier<Set<LearnerKey>> published) {
    String points = settings.topics().points();
    List<String> topics = new ArrayList<>(names());
    String predictions = settings.topics().predictions();
    topics.addAll(List.of(points, predictions));
    Map<String, Integer> found = new TreeMap<>(cluster.partitions(topics));
    Integer wanted = found.remove(points);
    if (wanted == null) {
      throw Fault.missing(points);
    }
    Integer answered = found.remove(predictions);
    if (answered != null && answered < wanted) {
      cluster.grow(Set.of(predictions), wanted);
    }
    boolean absent = found.size() < names().size();
    if (absent) {
      refuseLost(found.keySet(), published);
    }
    found.values().removeIf(wanted::equals);
    if (!found.isEmpty()) {
      found.forEach((topic, partitions) -> refuseShrunk(topic, partitions, points, wanted));
      grow(found.keySet(), points, wanted);
    }
    if (absent || !found.isEmpty()) {
      // A killed instance that finds its place in the group again is not assigned anything anew;
      // only that makes changelogs and hands out new partitions.
      cluster.removeMembers(settings.application(), instance);
    }
  }

  private void grow(Set<String> topics, String points, int wanted) {
    awaitInactive(points, wanted);
    cluster.grow(topics, wanted);
    LOG.warn(
        "{} has grown to {} partitions: changelogs grow with it. The replicas that are there go on, new ones start from their seeds",
        points,
        wanted);
  }

  private static void refuseShrunk(String topic, int found, String points, int wanted) {
    if (found > wanted) {
      throw new GyreException(
          "%s has %d partitions, but the changelog %s has %d: the topic was deleted and created again with fewer. Start anew with gyre reset, or under another --application-id"
              .formatted(points, wanted, topic, found));
    }
  }

  private void awaitInactive(String points, int wanted) {
    Instant end = Instant.now().plus(PATIENCE);
    List<String> members = cluster.members(settings.application(), instance);
    while (!members.isEmpty() && Instant.now().isBefore(end)) {
      pause();
      members = cluster.members(settings.application(), instance);
    }
    if (!members.isEmpty()) {
      throw new GyreException(
          "%s has grown to %d partitions, and the learners' changelogs must grow with it, which needs all instances of %s stopped; found running: %s. Stop them, then start them again"
              .formatted(points, wanted, settings.application(), String.join(", ", members)));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GyreException("interrupted while other instances were stopping", e);
    }
  }

  private void refuseLost(Set<String> present, Supplier<Set<LearnerKey>> published) {
    if (!cluster.hasOffsets(settings.application(), settings.topics().points())) {
      return;
    }
    Set<String> learned =
        published.get().stream().map(LearnerKey::learner).collect(Collectors.toSet());
    for (LearnerSettings learner : settings.learners()) {
      String changelog = name(learner);
      if (learned.contains(learner.name()) && !present.contains(changelog)) {
        throw new GyreException(
            "learner \"%s\" has learned, but its changelog %s is not there: it was deleted. It would start over in the middle of the stream. Give the learner another name to do that, or start all anew with gyre reset"
                .formatted(learner.name(), changelog));
      }
    }
  }

  private List<String> names() {
    return settings.learners().stream().map(this::name).toList();
  }

  private String name(LearnerSettings learner) {
    return settings.application() + "-" + LearnerTopology.storeName(learner) + "-changelog";
  }
}
