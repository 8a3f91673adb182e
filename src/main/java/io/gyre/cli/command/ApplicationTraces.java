package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.stream.StreamsConfiguration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What an application has left on a cluster: the group's offsets and the internal topics. */
final class ApplicationTraces {

  private final Admin admin;
  private final String application;

  ApplicationTraces(Admin admin, String application) {
    this.admin = admin;
    this.application = application;
  }

  /**
   * @throws GyreException if an instance runs, or was killed so recently that the group still holds
   *     its place
   */
  void requireInactive() throws InterruptedException {
    Collection<MemberDescription> members;
    try {
      ConsumerGroupDescription group =
          get(
              admin
                  .describeConsumerGroups(List.of(application))
                  .describedGroups()
                  .get(application));
      members = group.members();
    } catch (GroupIdNotFoundException e) {
      return;
    }
    if (!members.isEmpty()) {
      throw new GyreException(
          "the application %s is running: its group has %d %s, at %s. Stop it first; one that was killed is forgotten after %d s"
              .formatted(
                  application,
                  members.size(),
                  members.size() == 1 ? "member" : "members",
                  members.stream().map(MemberDescription::host).distinct().toList(),
                  StreamsConfiguration.SESSION_TIMEOUT_MS / 1000));
    }
  }

  /** Whether the group has committed anything. */
  boolean hasOffsets() throws InterruptedException {
    return !allOffsets().isEmpty();
  }

  private Map<TopicPartition, OffsetAndMetadata> allOffsets() throws InterruptedException {
    try {
      return get(admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata());
    } catch (GroupIdNotFoundException e) {
      return Map.of();
    }
  }

  /** The offsets of a topic that the group has committed, by partition. */
  Map<Integer, Long> offsets(String topic) throws InterruptedException {
    Map<Integer, Long> offsets = new TreeMap<>();
    allOffsets()
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(topic) && offset != null) {
                offsets.put(partition.partition(), offset.offset());
              }
            });
    return offsets;
  }

  /** Sets the offsets of a topic that the group goes on with, by partition. */
  void setOffsets(String topic, Map<Integer, Long> offsets) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            wanted.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    get(admin.alterConsumerGroupOffsets(application, wanted).all());
  }

  /** The topics that Kafka Streams has made for the application: the learners' changelogs. */
  Set<String> internalTopics() throws InterruptedException {
    Set<String> names = new TreeSet<>(get(admin.listTopics().names()));
    names.removeIf(
        name -> !(name.startsWith(application + "-learner-") && name.endsWith("-changelog")));
    return names;
  }

  /** Those of the topics that are there. */
  Collection<String> existing(Collection<String> topics) throws InterruptedException {
    Set<String> names = new TreeSet<>(topics);
    names.retainAll(get(admin.listTopics().names()));
    return names;
  }

  /**
   * Deletes the group with its offsets, then topics. Cut off in between, it leaves a state that is
   * ahead of the offsets, which a start refuses; the other way round a start would see a new
   * learner, in the midst of the stream.
   */
  void delete(Collection<String> topics) throws InterruptedException {
    try {
      get(admin.deleteConsumerGroups(List.of(application)).all());
    } catch (GroupIdNotFoundException e) {
      // It never committed: there is nothing to delete.
    }
    get(admin.deleteTopics(topics).all());
  }

  private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    }
  }
}
