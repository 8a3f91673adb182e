package io.gyre.stream.start;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.InputTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/**
 * The topics that an application reads and writes, and the ids that they had when a run started: a
 * topic that was deleted and created again has its old name and another id. Thread-safe.
 */
public final class TopicIdentityCheck {

  /** The role of a topic, which decides the consequence of its loss. */
  public enum Role {
    /** Learned from. It belongs to its writers, and only a start may create it. */
    INPUT,
    /** Points that are merged into a journal: the topic created again is only another source. */
    SOURCE,
    /** The journal that is learned from, which has no copy. */
    JOURNAL,
    /** Written. It is created again when it is gone. */
    OUTPUT,
    /** The committed state, which has no other copy that can be trusted. */
    CHANGELOG
  }

  /**
   * A topic that is not the one that was there when the run started.
   *
   * @param before its id then
   * @param now the id of the topic with its name now; may be null
   */
  public record Change(String topic, Role role, Uuid before, Uuid now) {

    boolean ends() {
      return role != Role.OUTPUT && (role != Role.SOURCE || now == null);
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

  /** Expects from now on the topics that are there now, and changelogs that are still to come. */
  public void begin(InputTopics inputs, Duration timeout) {
    Map<String, Role> wanted = new LinkedHashMap<>();
    Role read = inputs.merges() ? Role.SOURCE : Role.INPUT;
    inputs.sources().forEach(source -> wanted.put(source, read));
    if (inputs.merges()) {
      wanted.put(inputs.journal(), Role.JOURNAL);
    }
    settings.topics().outputs().forEach(output -> wanted.put(output, Role.OUTPUT));
    settings.changelogs().forEach(changelog -> wanted.put(changelog, Role.CHANGELOG));
    Map<String, Uuid> found = cluster.within(timeout).topicIds(wanted.keySet());
    synchronized (this) {
      roles = wanted;
      ids = new HashMap<>(found);
    }
  }

  /** Asks the cluster which topics were replaced by others of the same name. */
  public List<Change> changes(Duration timeout) {
    Map<String, Role> asked = roles;
    Map<String, Uuid> found = cluster.within(timeout).topicIds(asked.keySet());
    synchronized (this) {
      found.forEach(ids::putIfAbsent);
      return changed(asked, asked.keySet(), found);
    }
  }

  private synchronized List<Change> changed(
      Map<String, Role> of, Collection<String> topics, Map<String, Uuid> found) {
    return topics.stream()
        .filter(topic -> !Objects.equals(ids.get(topic), found.get(topic)))
        .map(topic -> new Change(topic, of.get(topic), ids.get(topic), found.get(topic)))
        .toList();
  }

  /**
   * Checks before a commit of merge that the records are from the expected topics: a consumer
   * continues in a topic that was created again. Ids never come back.
   *
   * @param committed the topics whose offsets are to be committed
   * @throws TopicsChangedException when one was created again
   */
  public void requireSameSources(Set<String> committed) {
    Map<String, Role> known = roles;
    List<String> sources =
        committed.stream().filter(topic -> known.get(topic) == Role.SOURCE).toList();
    if (sources.isEmpty()) {
      return;
    }
    Map<String, Uuid> found = cluster.within(StreamsConfiguration.COMMIT_WAITS).topicIds(sources);
    List<Change> changes = changed(known, found.keySet(), found);
    if (!changes.isEmpty()) {
      throw new TopicsChangedException(changes);
    }
  }

  /** Tells whether changes concern the topics expected now, not those of an earlier run. */
  public synchronized boolean concern(List<Change> changes) {
    return changes.stream().allMatch(change -> change.before().equals(ids.get(change.topic())));
  }
}
