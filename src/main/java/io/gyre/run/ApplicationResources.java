package io.gyre.run;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.KafkaInternals;
import io.gyre.kafka.OpenTransactions;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.LearnerTopology;
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
public final class ApplicationResources {

  /** A transaction times out after 10 s; the broker looks every 10 s. */
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

  private final Admin admin;
  private final String application;
  private final ClusterAdmin cluster;
  private final ConsumerGroup group;

  public ApplicationResources(Admin admin, String application) {
    this.admin = admin;
    this.application = application;
    cluster = new ClusterAdmin(admin);
    group = cluster.group(application);
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

  /** Returns the cluster that it is on. */
  public ClusterAdmin cluster() {
    return cluster;
  }

  /** Returns its group. */
  public ConsumerGroup group() {
    return group;
  }

  /** Returns the offsets that the group has committed. */
  public Map<TopicPartition, Long> offsets() {
    return group.committed(ClusterAdmin.TIMEOUT);
  }

  /** Returns the topics that the group reads, but for the journal, which it writes itself. */
  public Set<String> inputs() {
    Set<String> read = new TreeSet<>();
    offsets().keySet().forEach(place -> read.add(place.topic()));
    read.remove(journal());
    return read;
  }

  /** Returns the topics that are its own: its journal, the changelogs of its stores. */
  public Set<String> internalTopics() {
    Set<String> own = new TreeSet<>(Set.of(journal()));
    LearnerTopology.STORES.forEach(
        store -> own.add(KafkaInternals.changelogOf(application, store)));
    return existing(own);
  }

  /** Returns its journal, whether it is there or not. */
  public String journal() {
    return TopicNames.journalOf(application);
  }

  /** Returns the changelog of its state, whether it is there or not. */
  public String changelog() {
    return KafkaInternals.changelogOf(application, LearnerTopology.STORE);
  }

  /** Returns those of the topics that are there. */
  public Set<String> existing(Collection<String> topics) {
    Set<String> names = new TreeSet<>(cluster.topics());
    names.retainAll(topics);
    return names;
  }
}
