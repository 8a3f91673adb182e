package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaErrorText;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
}
