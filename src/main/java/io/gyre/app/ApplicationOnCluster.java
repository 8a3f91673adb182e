package io.gyre.app;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.OpenTransactions;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.topic.TopicNames;
import io.gyre.words.PrintableText;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/** The group's offsets and the internal topics that an application has left on a cluster. */
public record ApplicationOnCluster(ClusterAdmin cluster, String application) {

  /** A transaction times out after 10 s; the broker checks every 10 s. */
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

  /**
   * Makes sure that no instance writes to the application's stored state.
   *
   * @param progress called if that takes a while
   * @throws GyreException if an instance runs, or the transaction of one that is gone does not end
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
      throw GyreException.of(
          "the transaction %s of an instance of %s that is gone is still open: expected the cluster to end it within %d s. Once the cluster is well, reset again",
          String.join(", ", open()), application, ENDS_WITHIN.toSeconds());
    }
  }

  /**
   * Makes sure that the application has not learned since its offsets were these, and does not now.
   *
   * @throws GyreException as {@link #requireInactive}, or if it has
   */
  public void requireUnchanged(Map<TopicPartition, Long> committed, Consumer<String> progress) {
    requireInactive(progress);
    if (!offsets().equals(committed)) {
      throw GyreException.of(
          "%s has learned meanwhile. Nothing was changed; reset again", application);
    }
  }

  private Set<String> open() {
    return new TreeSet<>(new OpenTransactions(cluster, application).unfinished().keySet());
  }

  /** Makes sure that no instance runs, or was killed so recently that it has a place yet. */
  public void requireNoMembers() {
    Collection<MemberDescription> members = group().members();
    if (!members.isEmpty()) {
      throw GyreException.of(
          "the application %s is running: its group has %s, at %s. Stop it first; one that was killed is forgotten after %d s",
          application,
          PrintableText.counted(members.size(), "member"),
          members.stream().map(MemberDescription::host).distinct().toList(),
          StreamsConfiguration.SESSION_TIMEOUT_MS / 1000);
    }
  }

  public ConsumerGroup group() {
    return cluster.group(application);
  }

  /** Returns the offsets that the group has committed. */
  public Map<TopicPartition, Long> offsets() {
    return group().committed();
  }

  /** Returns its own topics that exist. */
  public Set<String> internalTopics() {
    return existing(ownTopics());
  }

  /** Returns the names of its journal, versions and changelogs of its stores, there or not. */
  Set<String> ownTopics() {
    Set<String> own = new TreeSet<>(Set.of(journal(), TopicNames.versionsOf(application)));
    own.addAll(LearnerTopology.changelogsOf(application));
    return own;
  }

  /** Returns the names of the topics that it may learn from, by their ids. */
  public Map<String, String> logs(String points) {
    Map<String, String> logs = new HashMap<>();
    cluster
        .topicIds(Set.of(points, journal()))
        .forEach((topic, id) -> logs.put(id.toString(), topic));
    return logs;
  }

  /**
   * Says that the group's offset of a partition will be set.
   *
   * @param now the present one; null if it is not set
   */
  public static String offsetStep(TopicPartition of, long offset, Long now) {
    return "set the group's offset on partition %d of %s to %d (it is %s)"
        .formatted(of.partition(), of.topic(), offset, now == null ? "not set" : now);
  }

  public String journal() {
    return TopicNames.journalOf(application);
  }

  /** Returns those of the topics that are there. */
  public Set<String> existing(Collection<String> topics) {
    Set<String> names = new TreeSet<>(cluster.topics());
    names.retainAll(topics);
    return names;
  }
}
