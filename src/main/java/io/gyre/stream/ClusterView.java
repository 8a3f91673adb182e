package io.gyre.stream;

import io.gyre.GyreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an instance asks the cluster. Kafka's exceptions come as they are. Thread-safe. */
final class ClusterView {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterView.class);

  /** For an answer that a start waits for. */
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Duration LOOK_FOR = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 500;

  private final Admin admin;

  ClusterView(Admin admin) {
    this.admin = admin;
  }

  String clusterId() {
    return get(admin.describeCluster().clusterId());
  }

  /** How many partitions topics have; those that are absent are left out. */
  Map<String, Integer> partitions(Collection<String> topics) {
    Map<String, Integer> partitions = new HashMap<>();
    descriptions(topics, TIMEOUT)
        .forEach((topic, description) -> partitions.put(topic, description.partitions().size()));
    return partitions;
  }

  /** Adds partitions, unless another instance has just done so. */
  void grow(Collection<String> topics, int partitions) {
    for (String topic : topics) {
      try {
        get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
      } catch (InvalidPartitionsException e) {
        if (!appears(() -> partitions(Set.of(topic)).getOrDefault(topic, 0) >= partitions)) {
          throw e;
        }
      }
    }
  }

  /**
   * Waits a few seconds for what is not there: brokers that have just started, or have not heard of
   * a change yet, may only not know it.
   */
  static boolean appears(BooleanSupplier there) {
    long end = System.nanoTime() + LOOK_FOR.toNanos();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new GyreException("interrupted while a topic was looked for", e);
      }
    }
    return true;
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

  /**
   * Gives up the places that an instance's threads may still have in a group.
   *
   * @throws KafkaException when there is no answer in time
   */
  void removeMembers(String group, String instance, Duration timeout) {
    List<MemberToRemove> places;
    try {
      places =
          get(
                  admin
                      .describeConsumerGroups(
                          List.of(group),
                          new DescribeConsumerGroupsOptions().timeoutMs(millis(timeout)))
                      .describedGroups()
                      .get(group))
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
      RemoveMembersFromConsumerGroupOptions options =
          new RemoveMembersFromConsumerGroupOptions(places);
      options.timeoutMs(millis(timeout));
      get(admin.removeMembersFromConsumerGroup(group, options).all());
    }
  }

  /**
   * The ids of topics; those that are absent, or that this user may not see, are left out.
   *
   * @throws KafkaException when there is no answer in time
   */
  Map<String, Uuid> topicIds(Collection<String> topics, Duration timeout) {
    Map<String, Uuid> ids = new HashMap<>();
    descriptions(topics, timeout)
        .forEach((topic, description) -> ids.put(topic, description.topicId()));
    return ids;
  }

  private Map<String, TopicDescription> descriptions(Collection<String> topics, Duration timeout) {
    DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs(millis(timeout));
    Map<String, TopicDescription> descriptions = new HashMap<>();
    admin
        .describeTopics(topics, options)
        .topicNameValues()
        .forEach(
            (topic, description) -> {
              try {
                descriptions.put(topic, get(description));
              } catch (UnknownTopicOrPartitionException | TopicAuthorizationException e) {
                LOG.debug("{} is not to be seen", topic, e);
              }
            });
    return descriptions;
  }

  /**
   * What a group has committed of a topic, by partition.
   *
   * @throws KafkaException when there is no answer in time
   */
  Map<Integer, Long> committed(String group, String topic, Duration timeout) {
    ListConsumerGroupOffsetsOptions options =
        new ListConsumerGroupOffsetsOptions().timeoutMs(millis(timeout));
    Map<Integer, Long> committed = new TreeMap<>();
    try {
      get(admin.listConsumerGroupOffsets(group, options).partitionsToOffsetAndMetadata())
          .forEach(
              (partition, offset) -> {
                if (partition.topic().equals(topic) && offset != null) {
                  committed.put(partition.partition(), offset.offset());
                }
              });
    } catch (GroupIdNotFoundException e) {
      return Map.of();
    }
    return committed;
  }

  /**
   * The offsets at one end of partitions.
   *
   * @param level for the latest: whether records of open transactions are before it
   * @throws KafkaException when there is no answer in time
   */
  Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions,
      OffsetSpec end,
      IsolationLevel level,
      Duration timeout) {
    Map<TopicPartition, OffsetSpec> question =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> end));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(admin.listOffsets(question, new ListOffsetsOptions(level).timeoutMs(millis(timeout))).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  private static int millis(Duration timeout) {
    return Math.toIntExact(timeout.toMillis());
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
