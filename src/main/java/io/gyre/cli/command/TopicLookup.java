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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster for topics that a command needs. */
final class TopicLookup {

  private static final int SHOWN = 5;
  private static final String POINTS = TopicNames.standard().points();

  private TopicLookup() {}

  /**
   * Returns how many partitions a topic has.
   *
   * @throws GyreException if there is no such topic, or this user may not see it
   */
  static int partitions(Admin admin, ClusterAccess cluster, String topic) {
    return describe(admin, cluster, topic).partitions().size();
  }

  /**
   * As above, for a topic that a person is to create first.
   *
   * @param creation the command that creates it, which the message says
   */
  static int partitions(Admin admin, ClusterAccess cluster, String topic, String creation) {
    return describe(admin, cluster, topic, () -> "Create it: " + creation).partitions().size();
  }

  /** As above, for a topic that only its full name tells, without a prefix. */
  static int partitionsOfNamed(Admin admin, ClusterAccess cluster, String topic) {
    return describe(admin, cluster, topic, () -> pointsTopics(admin)).partitions().size();
  }

  /**
   * Returns how a topic is.
   *
   * @throws GyreException if there is no such topic, or this user may not see it
   */
  static TopicDescription describe(Admin admin, ClusterAccess cluster, String topic) {
    return describe(
        admin,
        cluster,
        topic,
        () ->
            otherPrefixes(admin, topic)
                .orElse(
                    "'gyre topics' creates Gyre's topics; --prefix and --points say what they are called."));
  }

  /** Looks for the prefix that a person has most likely left out. */
  private static Optional<String> otherPrefixes(Admin admin, String topic) {
    if (Topic.all().stream().noneMatch(gyres -> topic.endsWith(gyres.name()))) {
      return Optional.empty();
    }
    try {
      return otherPrefixes(topic, new ClusterAdmin(admin).topics());
    } catch (KafkaException e) {
      return Optional.empty(); // It is a hint only.
    }
  }

  private static String pointsTopics(Admin admin) {
    String said = "Expected a topic's full name";
    try {
      List<String> named =
          new ClusterAdmin(admin)
              .topics().stream()
                  .filter(name -> name.endsWith(Topic.POINTS.name()))
                  .sorted()
                  .limit(SHOWN)
                  .toList();
      return named.isEmpty() ? said : said + ", as " + String.join(" or ", named);
    } catch (KafkaException e) {
      return said; // It is a hint only.
    }
  }

  private static TopicDescription describe(
      Admin admin, ClusterAccess cluster, String topic, Supplier<String> whatToDo) {
    try {
      return new ClusterAdmin(admin).describe(topic);
    } catch (UnknownTopicOrPartitionException e) {
      throw new GyreException(
          "there is no topic %s at %s. %s"
              .formatted(topic, cluster.bootstrapServers(), whatToDo.get()),
          e);
    } catch (KafkaException e) {
      throw KafkaErrorText.explain(e, cluster.bootstrapServers());
    }
  }

  /**
   * Says with which option the topics are found that are there.
   *
   * @param absent the topic that a person looked for
   * @param topics all of a cluster
   * @return nothing if none are Gyre's
   */
  static Optional<String> otherPrefixes(String absent, Collection<String> topics) {
    String metrics = TopicNames.standard().metrics();
    List<String> options =
        topics.stream()
            .filter(topic -> topic.endsWith(metrics))
            .map(topic -> topic.substring(0, topic.length() - metrics.length()))
            .filter(
                prefix -> topics.containsAll(TopicNames.standard().withPrefix(prefix).outputs()))
            .sorted()
            .map(prefix -> prefix.isEmpty() ? "no --prefix" : "--prefix " + prefix)
            .toList();
    if (options.isEmpty()) {
      return Optional.empty();
    }
    if (absent.endsWith(POINTS) && topics.containsAll(outputsBeside(absent))) {
      return Optional.of("Its learners may read another topic: --points names it");
    }
    int more = options.size() - SHOWN;
    return Optional.of(
        "Gyre's topics are there with %s%s"
            .formatted(
                options.stream().limit(SHOWN).collect(Collectors.joining(" or ")),
                more > 0 ? " or " + more + " others" : ""));
  }

  private static List<String> outputsBeside(String points) {
    String prefix = points.substring(0, points.length() - POINTS.length());
    return TopicNames.standard().withPrefix(prefix).outputs();
  }
}
