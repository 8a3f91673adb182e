package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.run.ApplicationResources;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.TopicNames;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The topic that learners read, where a person has named no more than the prefix of what they
 * write: {@code learn --points orders --prefix orders.} reads no topic of that prefix.
 */
final class LearnedTopicChoice {

  private LearnedTopicChoice() {}

  /**
   * Returns the names with the topic of the points that the applications read.
   *
   * @param learners that write to the outputs
   * @return the same names if their topic of the points is there, or none other can be found
   * @throws GyreException if it may be one of several
   */
  static TopicNames find(Admin admin, TopicNames names, Collection<LearnerKey> learners) {
    try {
      return new ClusterAdmin(admin).topics().contains(names.points())
          ? names
          : choose(names, read(admin, learners));
    } catch (KafkaException e) {
      return names; // Whoever asks next is told what is wrong.
    }
  }

  private static Set<String> read(Admin admin, Collection<LearnerKey> learners) {
    return learners.stream()
        .map(LearnerKey::application)
        .distinct()
        .flatMap(application -> new ApplicationResources(admin, application).inputs().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Chooses among the topics that are read.
   *
   * @param read of which one may have labels alone
   */
  static TopicNames choose(TopicNames names, Set<String> read) {
    if (read.size() > 1) {
      throw new GyreException(
          "there is no topic %s. The learners read %s: say which has the points, with %s"
              .formatted(
                  names.points(),
                  String.join(" and ", read),
                  read.stream()
                      .map(topic -> "--points " + topic)
                      .collect(Collectors.joining(" or "))));
    }
    return read.isEmpty() ? names : names.withPoints(read.iterator().next());
  }
}
