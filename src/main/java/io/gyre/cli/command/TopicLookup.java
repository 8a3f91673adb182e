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
   * Returns how a topic is.
   *
   * @throws GyreException if there is no such topic, or this user may not see it
   */
  static TopicDescription describe(Admin admin, ClusterAccess cluster, String topic) {
    try {
      return new ClusterAdmin(admin).describe(topic);
    } catch (UnknownTopicOrPartitionException e) {
      throw new GyreException(
          "there is no topic %s at %s. 'gyre topics' creates Gyre's topics; --prefix and --points say what they are called."
              .formatted(topic, cluster.bootstrapServers()),
          e);
    } catch (KafkaException e) {
      throw KafkaErrorText.explain(e, cluster.bootstrapServers());
    }
  }
}
