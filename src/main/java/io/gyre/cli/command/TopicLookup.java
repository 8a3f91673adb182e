package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.Cluster;
import io.gyre.cli.KafkaFailures;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster for topics that a command needs. */
final class TopicLookup {

  private TopicLookup() {}

  /**
   * Returns how many partitions a topic has.
   *
   * @throws GyreException if there is no such topic, or this user may not see it
   */
  static int partitions(Admin admin, Cluster cluster, String topic) throws InterruptedException {
    return describe(admin, cluster, topic).partitions().size();
  }

  /**
   * Returns how a topic is.
   *
   * @throws GyreException if there is no such topic, or this user may not see it
   */
  static TopicDescription describe(Admin admin, Cluster cluster, String topic)
      throws InterruptedException {
    try {
      return admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new GyreException(
            "there is no topic %s at %s. 'gyre topics' creates Gyre's topics; --prefix and --points say what they are called."
                .formatted(topic, cluster.bootstrapServers()),
            e);
      }
      throw KafkaFailures.explain(e, cluster.bootstrapServers());
    }
  }
}
