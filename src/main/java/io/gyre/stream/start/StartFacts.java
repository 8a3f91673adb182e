package io.gyre.stream.start;

import io.gyre.fold.state.LogPosition;
import io.gyre.kafka.ClusterAccess;
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
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The facts found on the cluster and on disk before a learner starts.
 *
 * @param instance the id of this instance in its group
 * @param first whether this instance has not run yet
 * @param topics points, labels, changelogs, predictions, journal and versions by name, if they
 *     exist
 * @param journalCommitted whether the journal has a committed record; false if its offsets or the
 *     group's suffice
 * @param unfit why an existing journal cannot be used
 * @param committed the group's offsets
 * @param position the position of the first partition's state; null without a state, or if the
 *     group's offsets suffice
 * @param changes the topics that were deleted or created again since the last run
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

  record FoundTopic(int partitions, String id, boolean written) {}

  private static final FoundTopic NONE = new FoundTopic(0, null, false);

  /** The topic that the state was learned from, and the offset that comes next there. */
  record Position(String topicId, long next) {}

  /** Reads the facts; the changes after the topics, so that they include those in between. */
  public static StartFacts look(
      ApplicationSettings settings,
      ClusterAdmin cluster,
      Provisioner provisioner,
      String instance,
      boolean first,
      StateFolder.Stores stores,
      Supplier<List<Change>> changes) {
    ConsumerGroup group = cluster.group(settings.application());
    Map<TopicPartition, Long> committed = group.committed();
    Map<String, FoundTopic> topics = topics(settings, cluster);
    String journal = TopicNames.journalOf(settings.application());
    FoundTopic foundJournal = topics.getOrDefault(journal, NONE);
    List<Difference> unfit = provisioner.essential(Topic.JOURNAL, journal);
    int partitions = topics.getOrDefault(settings.topics().points(), NONE).partitions();
    boolean mayMerge = foundJournal != NONE || StartRules.needsJournal(settings, partitions);
    boolean decided = unfit.isEmpty() && hasOffsets(committed, journal);
    boolean ask = mayMerge && !decided;
    boolean learned = topics.getOrDefault(settings.changelog(), NONE).written();
    return new StartFacts(
        instance,
        first,
        topics,
        ask && foundJournal.written() && hasCommitted(settings, journal),
        unfit,
        committed,
        ask && learned ? position(settings) : null,
        group.members(),
        changes.get(),
        stores);
  }

  private static Map<String, FoundTopic> topics(
      ApplicationSettings settings, ClusterAdmin cluster) {
    String journal = TopicNames.journalOf(settings.application());
    String changelog = settings.changelog();
    TopicNames own = settings.topics();
    String predictions = own.of(Topic.PREDICTIONS);
    String versions = TopicNames.versionsOf(settings.application());
    List<String> names =
        Stream.concat(
                Stream.of(own.points(), settings.inputs().labels(), predictions, journal, versions),
                settings.changelogs().stream())
            .filter(Objects::nonNull)
            .toList();
    Map<String, TopicDescription> described = cluster.describe(names);
    List<TopicPartition> logs =
        Stream.of(changelog, journal)
            .filter(described::containsKey)
            .map(log -> ClusterAdmin.partitions(log, described.get(log).partitions().size()))
            .flatMap(List::stream)
            .toList();
    Map<TopicPartition, Long> ends =
        logs.isEmpty()
            ? Map.of()
            : cluster.offsets(logs, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    Set<String> written =
        logs.stream()
            .filter(log -> ends.get(log) > 0)
            .map(TopicPartition::topic)
            .collect(Collectors.toSet());
    Map<String, FoundTopic> topics = new HashMap<>();
    described.forEach(
        (name, topic) -> {
          String id = topic.topicId().toString();
          topics.put(name, new FoundTopic(topic.partitions().size(), id, written.contains(name)));
        });
    return topics;
  }

  private static boolean hasCommitted(ApplicationSettings settings, String topic) {
    try (TopicReader reader =
        new TopicReader(ClusterAccess.of(settings.client()), List.of(topic), true)) {
      return reader.finds();
    }
  }

  private static Position position(ApplicationSettings settings) {
    LogPosition first = new StoredState(settings.client(), settings.changelog()).positions().get(0);
    return first == null ? null : new Position(first.topicId(), first.next());
  }

  private FoundTopic topic(String name) {
    return topics.getOrDefault(name, NONE);
  }

  int partitions(String topic) {
    return topic(topic).partitions();
  }

  Stream<TopicPartition> each(String topic) {
    return ClusterAdmin.partitions(topic, partitions(topic)).stream();
  }

  boolean written(String topic) {
    return topic(topic).written();
  }

  boolean hasOffsets(String topic) {
    return hasOffsets(committed, topic);
  }

  private static boolean hasOffsets(Map<TopicPartition, Long> committed, String topic) {
    return committed.keySet().stream().anyMatch(partition -> partition.topic().equals(topic));
  }

  boolean isStateOf(String topic) {
    return position.topicId().equals(topic(topic).id());
  }

  boolean isOwn(MemberDescription member) {
    return ConsumerGroup.isOf(member, instance);
  }
}
