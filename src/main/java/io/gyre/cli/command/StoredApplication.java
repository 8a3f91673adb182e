package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.kafka.ChangelogName;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.LearnerTopology;
import io.gyre.topic.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;

/** What an application has left on a cluster: the group's offsets and the internal topics. */
final class StoredApplication {

  private final Admin admin;
  private final String application;
  private final ConsumerGroup group;

  StoredApplication(Admin admin, String application) {
    this.admin = admin;
    this.application = application;
    group = new ClusterAdmin(admin).group(application);
  }

  /**
   * @throws GyreException if an instance runs, or was killed so recently that the group still holds
   *     its place
   */
  void requireInactive() {
    Collection<MemberDescription> members = group.members(ClusterAdmin.TIMEOUT);
    if (!members.isEmpty()) {
      throw new GyreException(
          "the application %s is running: its group has %d %s, at %s. Stop it first; one that was killed is forgotten after %d s"
              .formatted(
                  application,
                  members.size(),
                  members.size() == 1 ? "member" : "members",
                  members.stream().map(MemberDescription::host).distinct().toList(),
                  StreamsConfiguration.SESSION_TIMEOUT_MS / 1000));
    }
  }

  /** Whether the group has committed anything. */
  boolean hasOffsets() {
    return !group.committed(ClusterAdmin.TIMEOUT).isEmpty();
  }

  /** The offsets of a topic that the group has committed, by partition. */
  Map<Integer, Long> offsets(String topic) {
    return group.committed(topic, ClusterAdmin.TIMEOUT);
  }

  /** Sets the offsets of a topic that the group goes on with, by partition. */
  void setOffsets(String topic, Map<Integer, Long> offsets) {
    group.setOffsets(topic, offsets);
  }

  /**
   * The topics that belong to the application alone: its journal, the changelogs of its stores, and
   * those that an earlier Gyre had for each learner.
   */
  Set<String> internalTopics() {
    Set<String> names = topics();
    names.removeIf(name -> !isInternal(name));
    return names;
  }

  private boolean isInternal(String name) {
    return name.equals(journal())
        || LearnerTopology.STORES.stream()
            .anyMatch(store -> name.equals(ChangelogName.of(application, store)))
        || ChangelogName.matches(name, application, "learner-");
  }

  /** Its journal, whether it is there or not. */
  String journal() {
    return TopicNames.journalOf(application);
  }

  /** The changelog of its state, whether it is there or not. */
  String changelog() {
    return ChangelogName.of(application, LearnerTopology.STORE);
  }

  /** Those of the topics that are there. */
  Collection<String> existing(Collection<String> topics) {
    Set<String> names = topics();
    names.retainAll(topics);
    return names;
  }

  private Set<String> topics() {
    return new TreeSet<>(new ClusterAdmin(admin).topics());
  }

  /**
   * Deletes the group with its offsets, then the journal, then the other topics. Cut off in
   * between, it leaves a state that is ahead of the offsets, or of another journal, which a start
   * refuses; the other way round a start would see a new learner, in the midst of the stream.
   */
  void delete(Collection<String> topics) {
    group.delete();
    if (topics.contains(journal())) {
      KafkaFutures.get(admin.deleteTopics(List.of(journal())).all());
    }
    KafkaFutures.get(
        admin
            .deleteTopics(topics.stream().filter(topic -> !topic.equals(journal())).toList())
            .all());
  }
}
