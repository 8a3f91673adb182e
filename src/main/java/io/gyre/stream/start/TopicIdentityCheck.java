package io.gyre.stream.start;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.InputTopics;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/**
 * The topics that an application reads and writes, and the ids that they had when a run started: a
 * topic that was deleted and created again bears its old name and another id. Thread-safe.
 */
public final class TopicIdentityCheck {

  /** What a topic is to the application, which says what follows when it is gone. */
  public enum Role {
    /** Learned from. It belongs to whoever writes it, and only a start may create it. */
    INPUT,
    /** As above, but merged into a journal: created again, it is only another source. */
    SOURCE,
    /** The journal that is learned from, of which there is no copy. */
    JOURNAL,
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
  public record Change(String topic, Role role, Uuid before, Uuid now) {

    /** Tells whether learning cannot go on after it. */
    boolean ends() {
      return switch (role) {
        case OUTPUT -> false;
        case SOURCE -> now == null;
        case INPUT, JOURNAL, CHANGELOG -> true;
      };
    }

    @Override
    public String toString() {
      return now == null
          ? "the topic %s was deleted".formatted(topic)
          : "the topic %s was deleted and created again (its id was %s, it is %s)"
              .formatted(topic, before, now);
    }
  }

  private final ClusterAdmin cluster;
  private final ApplicationSettings settings;
  private volatile Map<String, Role> roles = Map.of();
  private Map<String, Uuid> ids = Map.of();

  public TopicIdentityCheck(ApplicationSettings settings, ClusterAdmin cluster) {
    this.settings = settings;
    this.cluster = cluster;
  }

  private Map<String, Role> roles(InputTopics inputs) {
    Map<String, Role> all = new LinkedHashMap<>();
    inputs.sources().forEach(source -> all.put(source, inputs.merges() ? Role.SOURCE : Role.INPUT));
    if (inputs.merges()) {
      all.put(inputs.journal(), Role.JOURNAL);
    }
    Topic.outputs().forEach(output -> all.put(settings.topics().of(output), Role.OUTPUT));
    settings.changelogs().forEach(changelog -> all.put(changelog, Role.CHANGELOG));
    return all;
  }

  /** Expects from now on the topics that are there now, and changelogs that are still to come. */
  public void begin(InputTopics inputs, Duration timeout) {
    Map<String, Role> wanted = roles(inputs);
    Map<String, Uuid> found = cluster.topicIds(wanted.keySet(), timeout);
    synchronized (this) {
      roles = wanted;
      ids = new HashMap<>(found);
    }
  }

  /** Asks the cluster which topics are no longer those that are expected. */
  public List<Change> changes(Duration timeout) {
    Map<String, Role> asked = roles;
    Map<String, Uuid> found = cluster.topicIds(asked.keySet(), timeout);
    synchronized (this) {
      found.forEach(ids::putIfAbsent);
      return changed(asked, asked.keySet(), found);
    }
  }

  private List<Change> changed(
      Map<String, Role> of, Collection<String> topics, Map<String, Uuid> found) {
    return topics.stream()
        .filter(topic -> !Objects.equals(ids.get(topic), found.get(topic)))
        .map(topic -> new Change(topic, of.get(topic), ids.get(topic), found.get(topic)))
        .toList();
  }

  /**
   * Sees before a commit of merge that what was read is of the topics that are expected: a consumer
   * goes on in a topic that was created again as if nothing had been. Ids never come back, so what
   * was read before this was read from them.
   *
   * @param committed the topics whose offsets are to be committed
   * @throws TopicsChangedException when one was created again
   */
  public void requireSameSources(Set<String> committed) {
    Set<String> sources = new HashSet<>(committed);
    sources.removeIf(topic -> roles.get(topic) != Role.SOURCE);
    if (sources.isEmpty()) {
      return;
    }
    Map<String, Uuid> found = cluster.topicIds(sources, StreamsConfiguration.COMMIT_WAITS);
    List<Change> changes;
    synchronized (this) {
      changes = changed(roles, found.keySet(), found);
    }
    if (!changes.isEmpty()) {
      throw new TopicsChangedException(changes);
    }
  }

  /** Tells whether changes are of what is expected now, not of what an earlier run expected. */
  public synchronized boolean concern(List<Change> changes) {
    return changes.stream().allMatch(change -> change.before().equals(ids.get(change.topic())));
  }
}
