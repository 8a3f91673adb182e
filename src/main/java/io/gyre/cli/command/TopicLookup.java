package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaErrorText;
import io.gyre.run.ApplicationOnCluster;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Finds the topics that a command needs, and gives advice if one is absent. */
final class TopicLookup {

  private static final int SHOWN = 5;
  private static final String POINTS = TopicNames.standard().points();

  private TopicLookup() {}

  /**
   * Returns the number of a topic's partitions.
   *
   * @throws GyreException if there is no such topic, or this user may not see it
   */
  static int partitions(Admin admin, ClusterAccess cluster, String topic) {
    String standard =
        "'gyre topics' creates Gyre's topics; --prefix and --points say what they are called.";
    return partitions(
        admin, cluster, topic, () -> otherPrefixes(topic, topics(admin)).orElse(standard));
  }

  /** Same, with other advice if the topic is absent. */
  static int partitions(Admin admin, ClusterAccess cluster, String topic, Supplier<String> advice) {
    try {
      return new ClusterAdmin(admin).describe(topic).partitions().size();
    } catch (UnknownTopicOrPartitionException e) {
      throw new GyreException(
          "there is no topic %s at %s. %s"
              .formatted(topic, cluster.bootstrapServers(), advice.get()),
          e);
    } catch (KafkaException e) {
      throw KafkaErrorText.explain(e, cluster.bootstrapServers());
    }
  }

  /** Advises a person who gave a topic without a prefix of Gyre. */
  static String fullNames(Admin admin) {
    String names =
        topics(admin).stream()
            .filter(name -> name.endsWith(POINTS))
            .sorted()
            .limit(SHOWN)
            .collect(Collectors.joining(" or "));
    return "Expected a topic's full name" + (names.isEmpty() ? "" : ", as " + names);
  }

  /** Lists the topics for a hint; empty if the cluster does not tell. */
  private static Set<String> topics(Admin admin) {
    try {
      return new ClusterAdmin(admin).topics();
    } catch (KafkaException e) {
      return Set.of();
    }
  }

  /**
   * Names the options that find the present topics of Gyre, unless the absent one is not Gyre's.
   */
  static Optional<String> otherPrefixes(String absent, Collection<String> topics) {
    String metrics = TopicNames.standard().of(Topic.METRICS);
    List<String> options =
        topics.stream()
            .filter(topic -> topic.endsWith(metrics))
            .map(topic -> topic.substring(0, topic.length() - metrics.length()))
            .filter(prefix -> topics.containsAll(outputs(prefix)))
            .sorted()
            .map(prefix -> prefix.isEmpty() ? "no --prefix" : "--prefix " + prefix)
            .toList();
    if (options.isEmpty() || Topic.all().stream().noneMatch(t -> absent.endsWith(t.name()))) {
      return Optional.empty();
    }
    if (absent.endsWith(POINTS)
        && topics.containsAll(outputs(absent.substring(0, absent.length() - POINTS.length())))) {
      return Optional.of("Its learners may read another topic: --points names it");
    }
    String shown = options.stream().limit(SHOWN).collect(Collectors.joining(" or "));
    int more = options.size() - SHOWN;
    return Optional.of(
        "Gyre's topics are there with " + shown + (more > 0 ? " or " + more + " others" : ""));
  }

  private static List<String> outputs(String prefix) {
    return TopicNames.standard().withPrefix(prefix).outputs();
  }

  /**
   * Returns the names with the points topic that learners read, which may not have the prefix of
   * what they write: {@code learn --points orders --prefix orders.}
   *
   * @return the same names if their points topic is there, or no other is found
   * @throws GyreException if it may be one of several
   */
  static TopicNames withPointsRead(Admin admin, TopicNames names, Collection<LearnerKey> learners) {
    try {
      ClusterAdmin cluster = new ClusterAdmin(admin);
      return cluster.topics().contains(names.points())
          ? names
          : choose(
              names,
              learners.stream()
                  .map(LearnerKey::application)
                  .distinct()
                  .flatMap(id -> new ApplicationOnCluster(cluster, id).inputs().stream())
                  .collect(Collectors.toCollection(TreeSet::new)));
    } catch (KafkaException e) {
      return names; // The next question to the cluster reports the failure.
    }
  }

  static TopicNames choose(TopicNames names, Set<String> read) {
    if (read.size() > 1) {
      throw GyreException.of(
          "there is no topic %s. The learners read %s: say which has the points, with --points %s",
          names.points(), String.join(" and ", read), String.join(" or --points ", read));
    }
    return read.isEmpty() ? names : names.withPoints(read.iterator().next());
  }
}
