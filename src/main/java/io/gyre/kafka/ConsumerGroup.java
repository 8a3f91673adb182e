package io.gyre.kafka;

import static io.gyre.kafka.KafkaFutures.get;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;

/**
 * Questions and requests about one consumer group, with the exceptions of {@link ClusterAdmin}. An
 * absent group has no members and no offsets. Thread-safe.
 */
public record ConsumerGroup(ClusterAdmin cluster, String id) {

  /** Returns its members; for a while those of a killed instance too. */
  public Collection<MemberDescription> members() {
    return describe(false).map(ConsumerGroupDescription::members).orElse(List.of());
  }

  private Optional<ConsumerGroupDescription> describe(boolean rights) {
    var options = new DescribeConsumerGroupsOptions().includeAuthorizedOperations(rights);
    var asked = cluster.admin().describeConsumerGroups(List.of(id), cluster.limited(options));
    try {
      return Optional.of(get(asked.describedGroups().get(id)));
    } catch (GroupIdNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Throws a {@link GroupAuthorizationException} if this user has no right to delete it. */
  public void requireDeletable() {
    if (describe(true).filter(g -> ClusterAdmin.denied(g.authorizedOperations())).isPresent()) {
      throw GroupAuthorizationException.forGroupId(id);
    }
  }

  /** Removes the members that an instance's threads may still have in it. */
  public void removeMembers(String instance) {
    List<MemberToRemove> places =
        members().stream()
            .filter(member -> isOf(member, instance))
            .flatMap(member -> member.groupInstanceId().stream())
            .map(MemberToRemove::new)
            .toList();
    if (!places.isEmpty()) {
      RemoveMembersFromConsumerGroupOptions options =
          cluster.limited(new RemoveMembersFromConsumerGroupOptions(places));
      get(cluster.admin().removeMembersFromConsumerGroup(id, options).all());
    }
  }

  /** Tells whether a member is a thread of an instance. */
  public static boolean isOf(MemberDescription member, String instance) {
    return member.groupInstanceId().orElse("").startsWith(instance);
  }

  /** Returns the offsets that it has committed. */
  public Map<TopicPartition, Long> committed() {
    var options = cluster.limited(new ListConsumerGroupOffsetsOptions());
    var asked = cluster.admin().listConsumerGroupOffsets(id, options);
    try {
      return get(asked.partitionsToOffsetAndMetadata()).entrySet().stream()
          .filter(found -> found.getValue() != null)
          .collect(toMap(Map.Entry::getKey, found -> found.getValue().offset()));
    } catch (GroupIdNotFoundException e) {
      return Map.of();
    }
  }

  /** Returns the offsets that it has committed of one topic, by partition. */
  public Map<Integer, Long> committed(String topic) {
    return committed().entrySet().stream()
        .filter(found -> found.getKey().topic().equals(topic))
        .collect(toMap(found -> found.getKey().partition(), Map.Entry::getValue));
  }

  /** Sets the offsets at which it continues on a topic, by partition. It must have no members. */
  public void setOffsets(String topic, Map<Integer, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            wanted.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    get(cluster.admin().alterConsumerGroupOffsets(id, wanted).all());
  }

  /** Deletes the offsets that it has committed of a topic; returns false if a member reads it. */
  public boolean deleteOffsets(String topic) {
    Set<TopicPartition> doomed =
        committed().keySet().stream().filter(of -> of.topic().equals(topic)).collect(toSet());
    try {
      if (!doomed.isEmpty()) {
        get(cluster.admin().deleteConsumerGroupOffsets(id, doomed).all());
      }
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
      get(cluster.admin().deleteConsumerGroups(List.of(id)).all());
    } catch (GroupIdNotFoundException e) {
      // It never committed: there is nothing to delete.
    }
  }
}
