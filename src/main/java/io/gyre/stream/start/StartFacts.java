package io.gyre.stream.start;

import io.gyre.fold.state.LogPosition;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.TopicReader;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.topic.Provisioner;
import io.gyre.topic.ProvisioningReport.Difference;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * What is found on the cluster and on disk before a learner starts.
 *
 * @param instance the id of this instance in its group
 * @param first whether this instance has not run yet
 * @param topics points, labels, changelog, predictions and journal by name, as far as they exist
 * @param journalCommitted whether the journal has a committed record; not looked up where its
 *     offsets or the group's say enough
 * @param unfit why the journal, if it exists, cannot serve
 * @param committed the group's offsets
 * @param position where the state of the first partition stands; null if there is no state, or if
 *     the group's offsets say enough
 * @param members the group's
 * @param changes the topics that were deleted or created again since the last run
 * @param stores the stores on disk
 */
public record StartFacts(
    String instance,
    boolean first,
    Map<String, FoundTopic> topics,
    boolean journalCommitted,
    List<Difference> unfit,
    Map<TopicPartition, Long> committed,
    Position position,
    Collection<MemberDescription> members,
    List<Change> changes,
    StateFolder.Stores stores) {

  /**
   * A topic.
   *
   * @param written whether anything was ever written to it, committed or not; only of the changelog
   *     and the journal
   */
  record FoundTopic(int partitions, String id, boolean written) {}

  private static final FoundTopic NONE = new FoundTopic(0, null, false);

  /** The topic that the state was learned from, and the offset that comes next there. */
  record Position(String topicId, long next) {}

  /** Looks. The changes are asked after the topics: one that appears meanwhile is among them. */
  public static StartFacts look(
      ApplicationSettings settings,
      ClusterAdmin cluster,
      Provisioner provisioner,
      String instance,
      boolean first,
      StateFolder.Stores stores,
      Supplier<List<Change>> changes) {
    String application = settings.application();
    ConsumerGroup group = cluster.group(application);
    String journal = TopicNames.journalOf(application);
    Map<TopicPartition, Long> committed = group.committed(ClusterAdmin.TIMEOUT);
    Map<String, FoundTopic> topics = topics(settings, cluster, journal);
    List<Difference> unfit =
        topics.containsKey(journal)
            ? provisioner.find(Topic.JOURNAL, journal).stream()
                .flatMap(outcome -> outcome.differences().stream())
                .filter(Difference::essential)
                .toList()
            : List.of();
    boolean undecided =
        committed.keySet().stream().noneMatch(partition -> partition.topic().equals(journal))
            || !unfit.isEmpty();
    boolean mayMerge =
        topics.containsKey(journal)
            || StartRules.needsJournal(
                settings, topics.getOrDefault(settings.topics().points(), NONE).partitions());
    boolean ask = undecided && mayMerge;
    return new StartFacts(
        instance,
        first,
        topics,
        ask && topics.getOrDefault(journal, NONE).written() && hasCommitted(settings, journal),
        unfit,
        committed,
        ask && topics.getOrDefault(settings.changelog(), NONE).written()
            ? position(settings)
            : null,
        group.members(ClusterAdmin.TIMEOUT),
        changes.get(),
        stores);
  }

  private static Map<String, FoundTopic> topics(
      ApplicationSettings settings, ClusterAdmin cluster, String journal) {
    Map<String, TopicDescription> described =
        cluster.describe(
            Stream.of(
                    settings.topics().points(),
                    settings.inputs().labels(),
                    settings.changelog(),
                    settings.topics().predictions(),
                    journal)
                .filter(Objects::nonNull)
                .toList(),
            ClusterAdmin.TIMEOUT);
    List<TopicPartition> logs =
        Stream.of(settings.changelog(), journal)
            .filter(described::containsKey)
            .flatMap(log -> partitions(log, described.get(log).partitions().size()))
            .toList();
    Set<String> written = Set.of();
    if (!logs.isEmpty()) {
      Map<TopicPartition, Long> ends =
          new HashMap<>(
              cluster.offsets(
                  logs,
                  OffsetSpec.latest(),
                  IsolationLevel.READ_UNCOMMITTED,
                  ClusterAdmin.TIMEOUT));
      ends.values().removeIf(end -> end == 0);
      written = ends.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }
    Map<String, FoundTopic> topics = new HashMap<>();
    for (TopicDescription topic : described.values()) {
      topics.put(
          topic.name(),
          new FoundTopic(
              topic.partitions().size(),
              topic.topicId().toString(),
              written.contains(topic.name())));
    }
    return topics;
  }

  private static boolean hasCommitted(ApplicationSettings settings, String topic) {
    try (TopicReader reader = new TopicReader(settings.client(), List.of(topic))) {
      return reader.finds();
    }
  }

  private static Position position(ApplicationSettings settings) {
    LogPosition first = new StoredState(settings.client(), settings.changelog()).positions().get(0);
    return first == null ? null : new Position(first.topicId(), first.next());
  }

  int partitions(String topic) {
    return topics.getOrDefault(topic, NONE).partitions();
  }

  Stream<TopicPartition> partitions(Collection<String> names) {
    return names.stream().flatMap(name -> partitions(name, partitions(name)));
  }

  private static Stream<TopicPartition> partitions(String topic, int count) {
    return IntStream.range(0, count).mapToObj(partition -> new TopicPartition(topic, partition));
  }

  /** Tells whether anything was ever written to the changelog or the journal. */
  boolean written(String topic) {
    return topics.getOrDefault(topic, NONE).written();
  }

  boolean hasOffsets(String topic) {
    return committed.keySet().stream().anyMatch(partition -> partition.topic().equals(topic));
  }

  boolean isStateOf(String topic) {
    return position.topicId().equals(topics.getOrDefault(topic, NONE).id());
  }

  boolean isOwn(MemberDescription member) {
    return ConsumerGroup.isOf(member, instance);
  }
}
