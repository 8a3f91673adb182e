package io.gyre.dashboard;

import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The five topics as they are on the cluster.
 *
 * @param identities by topic name: its id, which is another once it was created anew, and how many
 *     partitions it has
 */
record FollowedTopics(Map<String, String> identities, Map<String, Integer> partitions) {

  private static final int TIMEOUT_MS = 5_000;

  /**
   * Looks at them; creates none.
   *
   * @throws KafkaException when the broker does not answer
   * @throws MissingException when one is absent
   */
  static FollowedTopics look(Admin admin, TopicNames names) throws InterruptedException {
    List<String> all =
        List.of(
            names.points(),
            names.predictions(),
            names.metrics(),
            names.parameters(),
            names.deadLetters());
    Map<String, String> identities = new TreeMap<>();
    Map<String, Integer> partitions = new TreeMap<>();
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin
            .describeTopics(all, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
            .topicNameValues();
    for (String name : all) {
      TopicDescription found = await(name, answers.get(name));
      partitions.put(name, found.partitions().size());
      identities.put(name, found.topicId() + "/" + found.partitions().size());
    }
    return new FollowedTopics(identities, partitions);
  }

  private static TopicDescription await(String name, KafkaFuture<TopicDescription> answer)
      throws InterruptedException {
    try {
      return answer.get(TIMEOUT_MS + 1_000L, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new MissingException(name);
      }
      throw new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("the broker does not answer", e);
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

    MissingException(String topic) {
      super("Waiting for the topic " + topic + ", which the learners create at their start");
    }
  }
}
