package io.gyre.stream;

import io.gyre.GyreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidPartitionsException;

/** What an instance asks the cluster before it starts. Kafka's exceptions come as they are. */
final class ClusterView {

  private final Admin admin;

  ClusterView(Admin admin) {
    this.admin = admin;
  }

  String clusterId() {
    return get(admin.describeCluster().clusterId());
  }

  /** How many partitions topics have; those that are absent are left out. */
  Map<String, Integer> partitions(Collection<String> topics) {
    Set<String> existing = get(admin.listTopics().names());
    List<String> present = topics.stream().filter(existing::contains).toList();
    return get(admin.describeTopics(present).allTopicNames()).values().stream()
        .collect(Collectors.toMap(topic -> topic.name(), topic -> topic.partitions().size()));
  }

  /** Adds partitions, unless another instance has just done so. */
  void grow(Collection<String> topics, int partitions) {
    for (String topic : topics) {
      try {
        get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
      } catch (InvalidPartitionsException e) {
        if (partitions(Set.of(topic)).getOrDefault(topic, 0) < partitions) {
          throw e;
        }
      }
    }
  }

  /** The members of a group, as host and client id, without one instance's own. */
  List<String> members(String group, String instance) {
    List<String> members = new ArrayList<>();
    try {
      get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
          .members()
          .forEach(
              member -> {
                if (!member.groupInstanceId().orElse("").startsWith(instance)) {
                  members.add(member.clientId() + " at " + member.host());
                }
              });
    } catch (GroupIdNotFoundException e) {
      return List.of();
    }
    return members;
  }

  /** Gives up the places that an instance's threads may still have in a group. */
  void removeMembers(String group, String instance) {
    List<MemberToRemove> places;
    try {
      places =
          get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
              .members()
              .stream()
              .flatMap(member -> member.groupInstanceId().stream())
              .filter(id -> id.startsWith(instance))
              .map(MemberToRemove::new)
              .toList();
    } catch (GroupIdNotFoundException e) {
      return;
    }
    if (!places.isEmpty()) {
      get(
          admin
              .removeMembersFromConsumerGroup(
                  group, new RemoveMembersFromConsumerGroupOptions(places))
              .all());
    }
  }

  /** Whether a group has committed an offset of a topic. */
  boolean hasOffsets(String group, String topic) {
    Map<TopicPartition, OffsetAndMetadata> offsets;
    try {
      offsets = get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    } catch (GroupIdNotFoundException e) {
      return false;
    }
    return offsets.entrySet().stream()
        .anyMatch(offset -> offset.getKey().topic().equals(topic) && offset.getValue() != null);
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GyreException("interrupted while asking the broker", e);
    }
  }
}
