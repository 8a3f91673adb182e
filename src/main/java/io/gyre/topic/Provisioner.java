package io.gyre.topic;

import io.gyre.topic.ProvisioningReport.Difference;
import io.gyre.topic.ProvisioningReport.Outcome;
import io.gyre.topic.ProvisioningReport.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Sees to it that the five topics are there, as {@code topics/} defines them.
 *
 * <p>Any number may do so at once: a topic that another has just created is present. What is there
 * is never changed, except by {@link #alter}. Copies of a partition are as many as the cluster's
 * {@code default.replication.factor} says.
 *
 * <p>Needs the rights DESCRIBE on all topics, CREATE on those that are absent, and DESCRIBE_CONFIGS
 * to find differences; without the last it reports that it could not look.
 */
public final class Provisioner {

  private final Admin admin;
  private final TopicAdmin topics;

  /**
   * @param admin a client of the cluster, which the caller closes
   */
  public Provisioner(Admin admin) {
    this.admin = admin;
    this.topics = new TopicAdmin(admin);
  }

  /**
   * Creates what is absent, and reports how all topics are met.
   *
   * @param names what the topics are called there
   * @param pointsPartitions how many partitions points is created with; where points exists
   *     already, its own number counts. Predictions get as many as points has
   * @param overrides topic configurations that replace those of {@code topics/}, by the topic's
   *     standard name ({@link Topic#name()})
   * @throws io.gyre.GyreException if a topic cannot be created or read, with the reason
   * @throws IllegalArgumentException if there is no topic of an override's name, or {@code
   *     pointsPartitions} is below 1
   */
  public ProvisioningReport provision(
      TopicNames names, int pointsPartitions, Map<String, Map<String, String>> overrides) {
    check(pointsPartitions, overrides.keySet());
    WantedTopic points = WantedTopic.of(Topic.POINTS, names, pointsPartitions, overrides);
    return provision(points, topics.ensure(points), names, overrides);
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
    WantedTopic points = WantedTopic.of(Topic.POINTS, names, 1, overrides);
    ProvisioningReport report = provision(points, topics.find(points), names, overrides);
    List<Outcome> broken =
        report.outcomes().stream()
            .filter(outcome -> replaced.contains(outcome.topic()))
            .map(outcome -> outcome.only(d -> d.essential() && d.alterable()))
            .toList();
    alter(new ProvisioningReport(broken));
    return report.outcomes().stream()
        .filter(outcome -> outcome.state() == State.CREATED)
        .map(Outcome::topic)
        .collect(Collectors.toSet());
  }

  private ProvisioningReport provision(
      WantedTopic points,
      FoundTopic foundPoints,
      TopicNames names,
      Map<String, Map<String, String>> overrides) {
    long limit =
        foundPoints.maxMessageBytes(points.configs().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(outcome(points, foundPoints, limit));
    for (Topic<?> output : Topic.outputs()) {
      int partitions =
          output == Topic.PREDICTIONS ? foundPoints.partitions() : output.definition().partitions();
      WantedTopic wanted = WantedTopic.of(output, names, partitions, overrides);
      if (output == Topic.DEAD_LETTERS) {
        wanted = wanted.atLeastAsLargeAs(limit);
      }
      outcomes.add(outcome(wanted, topics.ensure(wanted), limit));
    }
    return new ProvisioningReport(outcomes);
  }

  private static void check(int pointsPartitions, Collection<String> overridden) {
    if (pointsPartitions < 1) {
      throw new IllegalArgumentException(
          "partitions of points: expected 1 or more, found " + pointsPartitions);
    }
    List<String> known = Topic.all().stream().map(Topic::name).toList();
    for (String name : overridden) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "topic to override: expected one of %s, found %s".formatted(known, name));
      }
    }
  }

  private static Outcome outcome(WantedTopic wanted, FoundTopic found, long pointsLimit) {
    if (found.created()) {
      return new Outcome(wanted.name(), State.CREATED, List.of());
    }
    List<Difference> differences = TopicComparison.of(wanted, found, pointsLimit);
    return new Outcome(
        wanted.name(), differences.isEmpty() ? State.PRESENT : State.DIFFERS, differences);
  }

  /**
   * Sets what a report found different and marked as alterable: configurations, and missing
   * partitions of predictions; returns when it has taken effect. Never touches points, which belong
   * to whoever writes them.
   *
   * @throws io.gyre.GyreException if the cluster refuses, with the reason
   */
  public void alter(ProvisioningReport report) {
    TopicChange alteration = new TopicChange(admin, topics);
    report.outcomes().forEach(alteration::apply);
  }
}
