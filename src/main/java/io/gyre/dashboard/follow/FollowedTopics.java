package io.gyre.dashboard.follow;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics on the cluster, by name. */
record FollowedTopics(TopicNames names, Map<String, Identity> topics) {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A topic that is created again has another id. */
  record Identity(Uuid id, int partitions) {}

  /** Finds the topics without creating any; a GyreException says which one is absent. */
  static FollowedTopics look(Admin admin, TopicNames names) {
    Map<String, Identity> topics = new TreeMap<>();
    ClusterAdmin cluster = new ClusterAdmin(admin).within(TIMEOUT);
    Map<String, TopicDescription> present = cluster.describe(names.all());
    boolean written = present.keySet().containsAll(names.outputs());
    for (String name : names.all()) {
      TopicDescription found =
          present.containsKey(name) ? present.get(name) : describe(cluster, name, written);
      topics.put(name, new Identity(found.topicId(), found.partitions().size()));
    }
    return new FollowedTopics(names, topics);
  }

  /** Tells a topic that is absent from one that may not be seen. */
  private static TopicDescription describe(ClusterAdmin cluster, String name, boolean written) {
    try {
      return cluster.describe(name);
    } catch (UnknownTopicOrPartitionException e) {
      String hint =
          written
              ? ". The learners may read another: " + Setting.POINTS + " names it"
              : ", which the learners create at their start";
      throw new GyreException("Waiting for the topic " + name + hint, e);
    }
  }

  List<TopicPartition> of(String topic) {
    return ClusterAdmin.partitions(topic, topics.get(topic).partitions);
  }
}
