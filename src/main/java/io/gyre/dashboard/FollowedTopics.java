package io.gyre.dashboard;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics as they are on the cluster.
 *
 * @param identities by topic name: its id, which is another once it was created anew, and how many
 *     partitions it has
 */
record FollowedTopics(Map<String, String> identities, Map<String, Integer> partitions) {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /**
   * Looks at them; creates none.
   *
   * @throws KafkaException when the broker does not answer
   * @throws MissingException when one is absent
   */
  static FollowedTopics look(Admin admin, TopicNames names) {
    List<String> all = names.all();
    Map<String, String> identities = new TreeMap<>();
    Map<String, Integer> partitions = new TreeMap<>();
    ClusterAdmin cluster = new ClusterAdmin(admin);
    Map<String, TopicDescription> present = cluster.describe(all, TIMEOUT);
    for (String name : all) {
      TopicDescription found = present.get(name);
      if (found == null) {
        found = describe(cluster, name, present.keySet().containsAll(names.outputs()));
      }
      partitions.put(name, found.partitions().size());
      identities.put(name, found.topicId() + "/" + found.partitions().size());
    }
    return new FollowedTopics(identities, partitions);
  }

  /** Tells a topic that is absent from one that may not be seen. */
  private static TopicDescription describe(ClusterAdmin cluster, String name, boolean written) {
    try {
      return cluster.describe(name);
    } catch (UnknownTopicOrPartitionException e) {
      throw new MissingException(name, written);
    }
  }

  /** The partitions of a topic. */
  List<TopicPartition> of(String topic) {
    List<TopicPartition> all = new ArrayList<>();
    for (int i = 0; i < partitions.get(topic); i++) {
      all.add(new TopicPartition(topic, i));
    }
    return all;
  }

  /** A topic is absent: its learners have not been started yet. */
  static final class MissingException extends KafkaException {

    private static final long serialVersionUID = 1;

    /**
     * @param written whether the topics are there that the learners write to
     */
    MissingException(String topic, boolean written) {
      super(
          "Waiting for the topic %s%s"
              .formatted(
                  topic,
                  written
                      ? ". The learners may read another: --points names it"
                      : ", which the learners create at their start"));
    }
  }
}
