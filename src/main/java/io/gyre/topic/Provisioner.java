package io.gyre.topic;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.gyre.topic.ProvisioningReport.Difference;
import io.gyre.topic.ProvisioningReport.Outcome;
import io.gyre.topic.ProvisioningReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * Sees to it that the topics are there, as {@code topics/} defines them.
 *
 * <p>Any number may do so at once: a topic that another has just created is present. What is there
 * is never changed, except by {@link #alter} and {@link #configure}. Copies of a partition are as
 * many as the cluster's {@code default.replication.factor} says. Once a call returns, the topics
 * that it created can be written to at once.
 *
 * <p>Needs the rights DESCRIBE on all topics, CREATE on those that are absent, and DESCRIBE_CONFIGS
 * to find differences; without the last it reports that it could not look.
 */
public final class Provisioner {

  private final TopicAdmin topics;

  /**
   * @param admin a client of the cluster, which the caller closes
   */
  public Provisioner(Admin admin) {
    this.topics = new TopicAdmin(admin);
  }

  /**
   * Creates what is absent, and reports how all topics are met.
   *
   * @param names what the topics are called there
   * @param pointsPartitions how many partitions points is created with, 1 or more; where points
   *     exists already, its own number counts. Predictions get as many as points has
   * @param overrides topic configurations that replace those of {@code topics/}, by the topic's
   *     standard name ({@link Topic#name()})
   * @throws io.gyre.GyreException if a topic cannot be created or read, with the reason
   */
  public ProvisioningReport provision(
      TopicNames names, int pointsPartitions, Map<String, Map<String, String>> overrides) {
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(ensure(WantedTopic.of(Topic.POINTS, names, pointsPartitions, overrides)));
    outcomes.addAll(ensureOutputs(names, overrides));
    return new ProvisioningReport(outcomes);
  }

  /**
   * Creates a topic that only some applications have, if it is absent, and reports how it is met.
   *
   * @param topic that an application has only if it needs it, under a name of its own
   * @param name what it is called there
   * @throws io.gyre.GyreException if it cannot be created or read, with the reason
   */
  public ProvisioningReport provision(Topic<?> topic, String name) {
    return new ProvisioningReport(List.of(ensure(only(topic, name))));
  }

  /**
   * Reports how such a topic is met, and creates nothing.
   *
   * @return one outcome; none if the topic is absent, or this user may not see it
   * @throws io.gyre.GyreException if it cannot be read, with the reason
   */
  public List<Outcome> find(Topic<?> topic, String name) {
    return topics.isSeen(name) ? List.of(ensure(only(topic, name))) : List.of();
  }

  private static WantedTopic only(Topic<?> topic, String name) {
    return WantedTopic.of(topic, name, topic.definition().partitions(), Map.of());
  }

  /**
   * Creates the outputs that are absent, as when they were deleted while learning goes on. Points
   * must be there.
   *
   * @param replaced the names of those that another has created again: what would break a promise
   *     in them is set
   * @return the names of those that were created
   * @throws io.gyre.GyreException if that cannot be done, with the reason
   */
  public Set<String> restoreOutputs(
      TopicNames names, Map<String, Map<String, String>> overrides, Set<String> replaced) {
    ProvisioningReport report = new ProvisioningReport(ensureOutputs(names, overrides));
    alter(
        report.differences().stream()
            .filter(difference -> difference.essential() && replaced.contains(difference.topic()))
            .toList());
    return report.outcomes().stream()
        .filter(outcome -> outcome.state() == State.CREATED)
        .map(Outcome::topic)
        .collect(toSet());
  }

  private List<Outcome> ensureOutputs(
      TopicNames names, Map<String, Map<String, String>> overrides) {
    int points = topics.partitions(names.points());
    List<Outcome> outcomes = new ArrayList<>();
    for (Topic<?> output : Topic.outputs()) {
      int partitions = output == Topic.PREDICTIONS ? points : output.definition().partitions();
      outcomes.add(ensure(WantedTopic.of(output, names, partitions, overrides)));
    }
    return outcomes;
  }

  private Outcome ensure(WantedTopic wanted) {
    String name = wanted.name();
    if (topics.ensure(wanted)) {
      return new Outcome(name, State.CREATED, List.of());
    }
    List<Difference> differences =
        wanted.differences(topics.partitions(name), topics.configs(name));
    return new Outcome(name, differences.isEmpty() ? State.PRESENT : State.DIFFERS, differences);
  }

  /**
   * Sets those differences that are alterable: configurations, and missing partitions of
   * predictions; returns when that has taken effect. Points, which belong to whoever writes them,
   * have none.
   *
   * @throws io.gyre.GyreException if the cluster refuses one of them, with the reason; then none is
   *     made
   */
  public void alter(List<Difference> differences) {
    Map<String, List<Difference>> byTopic =
        differences.stream().filter(Difference::alterable).collect(groupingBy(Difference::topic));
    // All are tried before one is made: what the cluster refuses shall change nothing.
    byTopic.forEach((topic, wanted) -> alter(topic, wanted, true));
    byTopic.forEach((topic, wanted) -> alter(topic, wanted, false));
  }

  /**
   * Sets configurations of a topic; returns when they have taken effect.
   *
   * @throws io.gyre.GyreException if the cluster refuses, with the reason
   */
  public void configure(String topic, Map<String, String> configs) {
    topics.setConfigs(topic, configs, false);
  }

  private void alter(String topic, List<Difference> differences, boolean dryRun) {
    Map<String, String> wanted =
        differences.stream().collect(toMap(Difference::setting, Difference::expected));
    String partitions = wanted.remove(Difference.PARTITIONS);
    if (!wanted.isEmpty()) {
      topics.setConfigs(topic, wanted, dryRun);
    }
    if (partitions != null) {
      topics.grow(topic, Integer.parseInt(partitions), dryRun);
    }
  }
}
