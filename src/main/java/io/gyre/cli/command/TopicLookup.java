package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaErrorText;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster for topics that a command needs. */
final class TopicLookup {

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
    return describe(admin, cluster, topic, "Create it: " + creation).partitions().size();
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
        "'gyre topics' creates Gyre's topics; --prefix and --points say what they are called.");
  }

  private static TopicDescription describe(
      Admin admin, ClusterAccess cluster, String topic, String whatToDo) {
    try {
      return new ClusterAdmin(admin).describe(topic);
    } catch (UnknownTopicOrPartitionException e) {
      throw new GyreException(
          "there is no topic %s at %s. %s".formatted(topic, cluster.bootstrapServers(), whatToDo),
          e);
    } catch (KafkaException e) {
      throw KafkaErrorText.explain(e, cluster.bootstrapServers());
    }
  }
}
