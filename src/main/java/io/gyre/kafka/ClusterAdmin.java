package io.gyre.kafka;

import io.gyre.GyreException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.DeleteRecordsOptions;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a cluster about its topics, and lets them grow. Kafka's exceptions come as they are: a
 * {@link KafkaException} when there is no answer in time. Thread-safe.
 */
public final class ClusterAdmin {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterAdmin.class);

  /** For an answer that a start waits for. */
  public static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Duration LOOK_FOR = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 50;

  /** The setting of a broker that says whether topics can be deleted. */
  private static final String DELETION = "delete.topic.enable";

  private final Admin admin;

  /**
   * @param admin closed by the caller
   */
  public ClusterAdmin(Admin admin) {
    this.admin = admin;
  }

  /** Returns the cluster's id. */
  public String clusterId() {
    return KafkaFutures.get(admin.describeCluster().clusterId());
  }

  /** Returns questions about a consumer group. */
  public ConsumerGroup group(String id) {
    return new ConsumerGroup(admin, id);
  }

  /**
   * Returns how a topic is.
   *
   * @throws UnknownTopicOrPartitionException when it is absent
   */
  public TopicDescription describe(String topic) {
    return describe(topic, TIMEOUT);
  }

  /** As above, within a time. */
  public TopicDescription describe(String topic, Duration timeout) {
    return KafkaFutures.get(ask(List.of(topic), timeout).get(topic));
  }

  /** Returns how topics are; those that are absent, or that this user may not see, are left out. */
  public Map<String, TopicDescription> describe(Collection<String> topics, Duration timeout) {
    Map<String, TopicDescription> descriptions = new HashMap<>();
    ask(topics, timeout)
        .forEach(
            (topic, answer) -> {
              try {
                descriptions.put(topic, KafkaFutures.get(answer));
              } catch (UnknownTopicOrPartitionException | TopicAuthorizationException e) {
                LOG.debug("{} is not to be seen", topic, e);
              }
            });
    return descriptions;
  }

  private Map<String, KafkaFuture<TopicDescription>> ask(
      Collection<String> topics, Duration timeout) {
    DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs(millis(timeout));
    return admin.describeTopics(topics, options).topicNameValues();
  }

  /**
   * Makes sure that topics, which are there, can be deleted.
   *
   * @throws TopicAuthorizationException when this user has no right to delete some of them
   * @throws GyreException when the brokers let nobody delete a topic
   */
  public void requireDeletable(Collection<String> topics) {
    DescribeTopicsOptions options =
        new DescribeTopicsOptions().includeAuthorizedOperations(true).timeoutMs(millis(TIMEOUT));
    Set<String> denied =
        KafkaFutures.get(admin.describeTopics(topics, options).allTopicNames()).values().stream()
            .filter(topic -> denied(topic.authorizedOperations()))
            .map(TopicDescription::name)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!denied.isEmpty()) {
      throw new TopicAuthorizationException(denied);
    }
    if (!topics.isEmpty() && "false".equals(brokerConfigs().get(DELETION))) {
      throw new GyreException(
          "the brokers let nobody delete a topic: expected %s=true in their settings, found false"
              .formatted(DELETION));
    }
  }

  /** Tells whether deletion is not among the operations that a user has the right to, if known. */
  static boolean denied(Set<AclOperation> rights) {
    return rights != null && !rights.contains(AclOperation.DELETE);
  }

  private Map<String, String> brokerConfigs() {
    Node broker = KafkaFutures.get(admin.describeCluster().nodes()).iterator().next();
    return configs(new ConfigResource(ConfigResource.Type.BROKER, broker.idString()));
  }

  /** Returns the effective configurations of something; none if this user may not read them. */
  public Map<String, String> configs(ConfigResource of) {
    try {
      return KafkaFutures.get(admin.describeConfigs(Set.of(of)).values().get(of)).entries().stream()
          .filter(entry -> entry.value() != null)
          .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    } catch (AuthorizationException e) {
      return Map.of();
    }
  }

  /**
   * Deletes topics in one request, which a cluster carries out as a whole; absent ones are done.
   */
  public void deleteTopics(Collection<String> topics) {
    for (KafkaFuture<Void> deleted : admin.deleteTopics(topics).topicNameValues().values()) {
      try {
        KafkaFutures.get(deleted);
      } catch (UnknownTopicOrPartitionException e) {
        LOG.debug("one of {} was deleted already", topics, e);
      }
    }
  }

  /** Returns the names of all topics that this user may see. */
  public Set<String> topics() {
    return KafkaFutures.get(admin.listTopics().names());
  }

  /** Returns how many partitions topics have, as {@link #describe(Collection, Duration)} does. */
  public Map<String, Integer> partitions(Collection<String> topics) {
    return describe(topics, TIMEOUT).values().stream()
        .collect(Collectors.toMap(TopicDescription::name, topic -> topic.partitions().size()));
  }

  /** Returns the ids of topics, as {@link #describe(Collection, Duration)} does. */
  public Map<String, Uuid> topicIds(Collection<String> topics, Duration timeout) {
    return describe(topics, timeout).values().stream()
        .collect(Collectors.toMap(TopicDescription::name, TopicDescription::topicId));
  }

  /** Adds partitions, unless another instance has just done so. */
  public void grow(Collection<String> topics, int partitions) {
    grow(topics, partitions, false);
  }

  /**
   * As above.
   *
   * @param dryRun whether the cluster is only asked if it would
   */
  public void grow(Collection<String> topics, int partitions, boolean dryRun) {
    CreatePartitionsOptions options = new CreatePartitionsOptions().validateOnly(dryRun);
    for (String topic : topics) {
      try {
        KafkaFutures.get(
            admin
                .createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)), options)
                .all());
      } catch (InvalidPartitionsException e) {
        if (!appears(() -> partitions(Set.of(topic)).getOrDefault(topic, 0) >= partitions)) {
          throw e;
        }
      }
    }
  }

  /**
   * Returns the offsets at one end of partitions.
   *
   * @param level for the latest: whether records of open transactions are before it
   */
  public Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions,
      OffsetSpec end,
      IsolationLevel level,
      Duration timeout) {
    return list(partitions, end, new ListOffsetsOptions(level).timeoutMs(millis(timeout)))
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().offset()));
  }

  /** Returns an offset of one partition, whether or not a transaction is open behind it. */
  public long offset(TopicPartition partition, OffsetSpec which, Duration timeout) {
    return offsets(List.of(partition), which, IsolationLevel.READ_UNCOMMITTED, timeout)
        .get(partition);
  }

  /**
   * Returns how many bytes a partition has on disk: those of its largest copy that a broker tells
   * of; 0 if none does.
   */
  public long diskBytes(TopicPartition partition, Duration timeout) {
    List<Integer> brokers =
        describe(List.of(partition.topic()), timeout).values().stream()
            .flatMap(topic -> topic.partitions().get(partition.partition()).replicas().stream())
            .map(Node::id)
            .toList();
    DescribeLogDirsOptions options = new DescribeLogDirsOptions().timeoutMs(millis(timeout));
    return KafkaFutures.ofThoseThatAnswer(
            admin.describeLogDirs(brokers, options).descriptions().values())
        .stream()
        .flatMap(folders -> folders.values().stream())
        .map(folder -> folder.replicaInfos().get(partition))
        .filter(Objects::nonNull)
        .mapToLong(ReplicaInfo::size)
        .max()
        .orElse(0);
  }

  /** Deletes the records of a partition before an offset. */
  public void deleteRecords(TopicPartition partition, long before, Duration timeout) {
    DeleteRecordsOptions options = new DeleteRecordsOptions().timeoutMs(millis(timeout));
    KafkaFutures.get(
        admin
            .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)), options)
            .all());
  }

  /** Returns the largest timestamp on partitions, in ms since the epoch; -1 if there is none. */
  public long latestTime(Collection<TopicPartition> partitions) {
    return list(partitions, OffsetSpec.maxTimestamp(), new ListOffsetsOptions()).values().stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .max()
        .orElse(-1);
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(
      Collection<TopicPartition> partitions, OffsetSpec end, ListOffsetsOptions options) {
    Map<TopicPartition, OffsetSpec> question =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> end));
    return KafkaFutures.get(admin.listOffsets(question, options).all());
  }

  /**
   * Waits a few seconds for what is not there: brokers that have just started, or have not heard of
   * a change yet, may only not know it.
   */
  public static boolean appears(BooleanSupplier there) {
    return appears(LOOK_FOR, there);
  }

  /** As above, but waits for as long as is said. */
  public static boolean appears(Duration within, BooleanSupplier there) {
    long end = System.nanoTime() + within.toNanos();
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

  static int millis(Duration timeout) {
    return Math.toIntExact(timeout.toMillis());
  }
}
