package io.gyre.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;

/**
 * Questions and requests about one consumer group. Kafka's exceptions come as they are: a {@link
 * KafkaException} when there is no answer in time. A group that is absent has no members and no
 * offsets. Thread-safe.
 */
public final class ConsumerGroup {

  private final Admin admin;
  private final String id;

  ConsumerGroup(Admin admin, String id) {
    this.admin = admin;
    this.id = id;
  }

  /** Returns its members; for a while those of a killed instance too. */
  public Collection<MemberDescription> members(Duration timeout) {
    return describe(timeout, false).map(ConsumerGroupDescription::members).orElse(List.of());
  }

  private Optional<ConsumerGroupDescription> describe(Duration timeout, boolean rights) {
    DescribeConsumerGroupsOptions options =
        new DescribeConsumerGroupsOptions()
            .includeAuthorizedOperations(rights)
            .timeoutMs(ClusterAdmin.millis(timeout));
    try {
      return Optional.of(
          KafkaFutures.get(
              admin.describeConsumerGroups(List.of(id), options).describedGroups().get(id)));
    } catch (GroupIdNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Finds out whether it may be deleted.
   *
   * @throws GroupAuthorizationException when this user has no right to delete it
   */
  public void requireDeletable() {
    if (describe(ClusterAdmin.TIMEOUT, true)
        .filter(group -> ClusterAdmin.denied(group.authorizedOperations()))
        .isPresent()) {
      throw GroupAuthorizationException.forGroupId(id);
    }
  }

  /** Gives up the places that an instance's threads may still have in it. */
  public void removeMembers(String instance, Duration timeout) {
    List<MemberToRemove> places =
        members(timeout).stream()
            .filter(member -> isOf(member, instance))
            .flatMap(member -> member.groupInstanceId().stream())
            .map(MemberToRemove::new)
            .toList();
    if (!places.isEmpty()) {
      RemoveMembersFromConsumerGroupOptions options =
          new RemoveMembersFromConsumerGroupOptions(places);
      options.timeoutMs(ClusterAdmin.millis(timeout));
      KafkaFutures.get(admin.removeMembersFromConsumerGroup(id, options).all());
    }
  }

  /** Returns whether a member is a thread of an instance. */
  public static boolean isOf(MemberDescription member, String instance) {
    return member.groupInstanceId().orElse("").startsWith(instance);
  }

  /** Returns the offsets that it has committed. */
  public Map<TopicPartition, Long> committed(Duration timeout) {
    ListConsumerGroupOffsetsOptions options =
        new ListConsumerGroupOffsetsOptions().timeoutMs(ClusterAdmin.millis(timeout));
    Map<TopicPartition, Long> committed = new HashMap<>();
    try {
      KafkaFutures.get(admin.listConsumerGroupOffsets(id, options).partitionsToOffsetAndMetadata())
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  committed.put(partition, offset.offset());
                }
              });
    } catch (GroupIdNotFoundException e) {
      return Map.of();
    }
    return committed;
  }

  /** Returns the offsets that it has committed of one topic, by partition. */
  public Map<Integer, Long> committed(String topic, Duration timeout) {
    Map<Integer, Long> committed = new TreeMap<>();
    committed(timeout)
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(topic)) {
                committed.put(partition.partition(), offset);
              }
            });
    return committed;
  }

  /** Sets the offsets of a topic that it goes on with, by partition. It must have no members. */
  public void setOffsets(String topic, Map<Integer, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            wanted.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    KafkaFutures.get(admin.alterConsumerGroupOffsets(id, wanted).all());
  }

  /**
   * Deletes the offsets that it has committed of a topic.
   *
   * @return false if a member reads it
   */
  public boolean deleteOffsets(String topic) {
    Set<TopicPartition> doomed =
        committed(topic, ClusterAdmin.TIMEOUT).keySet().stream()
            .map(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toSet());
    if (doomed.isEmpty()) {
      return true;
    }
    try {
      KafkaFutures.get(admin.deleteConsumerGroupOffsets(id, doomed).all());
      return true;
    } catch (GroupIdNotFoundException e) {
      return true;
    } catch (GroupSubscribedToTopicException e) {
      return false;
    }
  }

  /** Deletes it with its offsets, if it is there. It must have no members. */
  public void delete() {
    try {
      KafkaFutures.get(admin.deleteConsumerGroups(List.of(id)).all());
    } catch (GroupIdNotFoundException e) {
      // It never committed: there is nothing to delete.
    }
  }
}
