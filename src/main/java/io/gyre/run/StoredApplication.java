package io.gyre.run;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.KafkaInternals;
import io.gyre.kafka.OpenTransactions;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.LearnerTopology;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/** What an application has left on a cluster: the group's offsets and the internal topics. */
public final class StoredApplication {

  /** A transaction times out after 10 s; the broker looks every 10 s. */
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

  private final Admin admin;
  private final String application;
  private final ConsumerGroup group;

  public StoredApplication(Admin admin, String application) {
    this.admin = admin;
    this.application = application;
    group = new ClusterAdmin(admin).group(application);
  }

  /**
   * Makes sure that nobody writes to what the application has stored.
   *
   * @param progress told if that takes a while
   * @throws GyreException if the group has members, or a transaction of one that is gone does not
   *     end
   */
  public void requireInactive(Consumer<String> progress) {
    requireNoMembers();
    if (open().isEmpty()) {
      return;
    }
    progress.accept(
        "Waiting for the cluster to end the transaction of an instance that is gone, at most %d s."
            .formatted(ENDS_WITHIN.toSeconds()));
    if (!ClusterAdmin.appears(ENDS_WITHIN, () -> open().isEmpty())) {
      throw new GyreException(
          "the transaction %s of an instance of %s that is gone is still open: expected the cluster to end it within %d s. Once the cluster is well, reset again"
              .formatted(String.join(", ", open()), application, ENDS_WITHIN.toSeconds()));
    }
  }

  private Set<String> open() {
    return new OpenTransactions(admin, application).unfinished(ClusterAdmin.TIMEOUT).keySet();
  }

  /**
   * Makes sure that the group has no members.
   *
   * @throws GyreException if an instance runs, or was killed so recently that the group still holds
   *     its place
   */
  public void requireNoMembers() {
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
  public boolean hasOffsets() {
    return !offsets().isEmpty();
  }

  /** The offsets that the group has committed. */
  public Map<TopicPartition, Long> offsets() {
    return group.committed(ClusterAdmin.TIMEOUT);
  }

  /** The topics that the group reads, but for the journal, which it writes itself. */
  public Set<String> inputs() {
    Set<String> read = new TreeSet<>();
    offsets().keySet().forEach(place -> read.add(place.topic()));
    read.remove(journal());
    return read;
  }

  /** The offsets of a topic that the group has committed, by partition. */
  public Map<Integer, Long> offsets(String topic) {
    return group.committed(topic, ClusterAdmin.TIMEOUT);
  }

  /** Sets the offsets of a topic that the group goes on with, by partition. */
  public void setOffsets(String topic, Map<Integer, Long> offsets) {
    group.setOffsets(topic, offsets);
  }

  /** The topics that belong to the application alone: its journal, the changelogs of its stores. */
  public Set<String> internalTopics() {
    Set<String> names = topics();
    names.removeIf(name -> !isInternal(name));
    return names;
  }

  private boolean isInternal(String name) {
    return name.equals(journal())
        || LearnerTopology.STORES.stream()
            .anyMatch(store -> name.equals(KafkaInternals.changelogOf(application, store)));
  }

  /** Its journal, whether it is there or not. */
  public String journal() {
    return TopicNames.journalOf(application);
  }

  /** The changelog of its state, whether it is there or not. */
  public String changelog() {
    return KafkaInternals.changelogOf(application, LearnerTopology.STORE);
  }

  /** Those of the topics that are there. */
  public Collection<String> existing(Collection<String> topics) {
    Set<String> names = topics();
    names.retainAll(topics);
    return names;
  }

  private Set<String> topics() {
    return new TreeSet<>(new ClusterAdmin(admin).topics());
  }

  /**
   * Makes sure that the group and topics can be deleted; nothing has been changed when this throws.
   *
   * @throws org.apache.kafka.common.KafkaException when a right is missing, or topics cannot be
   *     deleted at all
   */
  public void requireDeletable(Collection<String> topics) {
    group.requireDeletable();
    new ClusterAdmin(admin).requireDeletable(topics);
  }

  /**
   * Deletes the group with its offsets. It comes before anything else: the cluster refuses it while
   * there is a member, and a start refuses a state without offsets, which can then be put back
   * ({@code gyre reset --to-state}) or deleted whole.
   */
  public void deleteGroup() {
    group.delete();
  }

  /**
   * Deletes topics, all at once: of a changelog without the other, or without its journal, a start
   * would not know.
   */
  public void deleteTopics(Collection<String> topics) {
    new ClusterAdmin(admin).deleteTopics(topics);
  }
}
