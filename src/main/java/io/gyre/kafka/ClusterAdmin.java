package io.gyre.kafka;

import static io.gyre.kafka.KafkaFutures.get;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import io.gyre.GyreException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AbstractOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.DeleteRecordsOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
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
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Asks a cluster about its topics, and adds partitions to them. Kafka's exceptions are thrown
 * unchanged: a {@link KafkaException} if no answer comes in time. Thread-safe.
 *
 * @param admin closed by the caller
 * @param timeout how long an answer may take
 */
public record ClusterAdmin(Admin admin, Duration timeout) {

  public static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Duration LOOK_FOR = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 50;
  private static final long PLAUSIBLE_AHEAD_MS = 3_600_000;

  private static final String DELETION = "delete.topic.enable";

  public ClusterAdmin(Admin admin) {
    this(admin, TIMEOUT);
  }

  /** Returns the same with another timeout. */
  public ClusterAdmin within(Duration timeout) {
    return new ClusterAdmin(admin, timeout);
  }

  <T extends AbstractOptions<T>> T limited(T options) {
    return options.timeoutMs(Math.toIntExact(timeout.toMillis()));
  }

  public String clusterId() {
    return get(admin.describeCluster().clusterId());
  }

  /** Returns the version of the cluster's transactions; 0 if the brokers do not say. */
  public int transactionVersion() {
    var asked = admin.describeFeatures(limited(new DescribeFeaturesOptions())).featureMetadata();
    try {
      var found = get(asked).finalizedFeatures().get("transaction.version");
      return found == null ? 0 : found.maxVersionLevel();
    } catch (UnsupportedVersionException e) {
      return 0;
    }
  }

  public ConsumerGroup group(String id) {
    return new ConsumerGroup(this, id);
  }

  /**
   * Returns how a topic is.
   *
   * @throws UnknownTopicOrPartitionException when it is absent
   */
  public TopicDescription describe(String topic) {
    return get(ask(List.of(topic), false).get(topic));
  }

  /** Returns how topics are, except topics that are absent or that this user may not see. */
  public Map<String, TopicDescription> describe(Collection<String> topics) {
    Map<String, TopicDescription> descriptions = new HashMap<>();
    for (KafkaFuture<TopicDescription> answer : ask(topics, false).values()) {
      try {
        TopicDescription topic = get(answer);
        descriptions.put(topic.name(), topic);
      } catch (UnknownTopicOrPartitionException | TopicAuthorizationException e) {
        // It is left out.
      }
    }
    return descriptions;
  }

  private Map<String, KafkaFuture<TopicDescription>> ask(
      Collection<String> topics, boolean rights) {
    DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(rights);
    return admin.describeTopics(topics, limited(options)).topicNameValues();
  }

  /**
   * Makes sure that topics, which are there, can be deleted.
   *
   * @throws TopicAuthorizationException if this user has no right to delete some of them
   * @throws GyreException when the brokers do not allow deleting topics
   */
  public void requireDeletable(Collection<String> topics) {
    Set<String> denied =
        ask(topics, true).values().stream()
            .map(KafkaFutures::get)
            .filter(topic -> denied(topic.authorizedOperations()))
            .map(TopicDescription::name)
            .collect(toCollection(TreeSet::new));
    if (!denied.isEmpty()) {
      throw new TopicAuthorizationException(denied);
    }
    Node broker = get(admin.describeCluster().nodes()).iterator().next();
    ConfigResource settings = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
    if (!topics.isEmpty() && "false".equals(configs(settings).get(DELETION))) {
      throw new GyreException(
          "the brokers let nobody delete a topic: expected %s=true in their settings, found false"
              .formatted(DELETION));
    }
  }

  /** Tells whether deletion is not among the operations that a user has the right to, if known. */
  static boolean denied(Set<AclOperation> rights) {
    return rights != null && !rights.contains(AclOperation.DELETE);
  }

  /** Returns the effective configurations of a resource; empty if this user may not read them. */
  public Map<String, String> configs(ConfigResource of) {
    try {
      return get(admin.describeConfigs(Set.of(of)).values().get(of)).entries().stream()
          .filter(entry -> entry.value() != null)
          .collect(toMap(ConfigEntry::name, ConfigEntry::value));
    } catch (AuthorizationException e) {
      return Map.of();
    }
  }

  /**
   * Deletes topics in one request, which a cluster carries out as a whole. Returns whether they are
   * no longer listed: a broker may list them for a moment, and is given some seconds.
   */
  public boolean deleteTopics(Collection<String> topics) {
    for (KafkaFuture<Void> deleted : admin.deleteTopics(topics).topicNameValues().values()) {
      try {
        get(deleted);
      } catch (UnknownTopicOrPartitionException e) {
        // It was deleted already.
      }
    }
    return appears(() -> Collections.disjoint(topics, topics()));
  }

  /** Returns the names of all topics that this user may see. */
  public Set<String> topics() {
    return get(admin.listTopics().names());
  }

  /** Returns how many partitions topics have; what {@link #describe} leaves out is not there. */
  public Map<String, Integer> partitions(Collection<String> topics) {
    return describe(topics).values().stream()
        .collect(toMap(TopicDescription::name, topic -> topic.partitions().size()));
  }

  /** Returns the partitions of a topic that has so many. */
  public static List<TopicPartition> partitions(String topic, int count) {
    return IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }

  /** Returns the ids of topics; what {@link #describe} leaves out is not there. */
  public Map<String, Uuid> topicIds(Collection<String> topics) {
    return describe(topics).values().stream()
        .collect(toMap(TopicDescription::name, TopicDescription::topicId));
  }

  /** Returns the name of the topic with an id; null if there is none that this user may see. */
  public String topicOf(Uuid id) {
    try {
      TopicCollection ids = TopicCollection.ofTopicIds(List.of(id));
      DescribeTopicsOptions options = limited(new DescribeTopicsOptions());
      return get(admin.describeTopics(ids, options).topicIdValues().get(id)).name();
    } catch (UnknownTopicIdException
        | UnknownTopicOrPartitionException
        | TopicAuthorizationException e) {
      return null;
    }
  }

  /** Adds partitions, unless another instance has; a dry run only asks the cluster if it would. */
  public void grow(String topic, int partitions, boolean dryRun) {
    CreatePartitionsOptions options = new CreatePartitionsOptions().validateOnly(dryRun);
    Map<String, NewPartitions> wanted = Map.of(topic, NewPartitions.increaseTo(partitions));
    try {
      get(admin.createPartitions(wanted, options).all());
    } catch (InvalidPartitionsException e) {
      if (!appears(() -> partitions(Set.of(topic)).getOrDefault(topic, 0) >= partitions)) {
        throw e;
      }
    }
  }

  /**
   * Returns the offsets at one end of partitions.
   *
   * @param level for the latest: whether records of open transactions are before it
   */
  public Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec end, IsolationLevel level) {
    return list(partitions, end, level).entrySet().stream()
        .collect(toMap(Map.Entry::getKey, found -> found.getValue().offset()));
  }

  /** Returns an offset of one partition, whether or not a transaction is open after it. */
  public long offset(TopicPartition partition, OffsetSpec which) {
    return offsets(List.of(partition), which, IsolationLevel.READ_UNCOMMITTED).get(partition);
  }

  /** Returns the sum of the end offsets of a topic's partitions. */
  public long end(String topic) {
    return ends(topic, OffsetSpec.latest()).mapToLong(ListOffsetsResultInfo::offset).sum();
  }

  /**
   * Returns the largest timestamp on a topic, in ms since the epoch; −1 without records, or if it
   * is so far ahead that somebody's clock must be wrong.
   */
  public long latestTime(String topic) {
    LongStream times =
        ends(topic, OffsetSpec.maxTimestamp()).mapToLong(ListOffsetsResultInfo::timestamp);
    long latest = times.max().orElse(-1);
    return latest > System.currentTimeMillis() + PLAUSIBLE_AHEAD_MS ? -1 : latest;
  }

  private Stream<ListOffsetsResultInfo> ends(String topic, OffsetSpec end) {
    List<TopicPartition> all = partitions(topic, describe(topic).partitions().size());
    return list(all, end, IsolationLevel.READ_UNCOMMITTED).values().stream();
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(
      Collection<TopicPartition> partitions, OffsetSpec end, IsolationLevel level) {
    Map<TopicPartition, OffsetSpec> question =
        partitions.stream().collect(toMap(Function.identity(), partition -> end));
    return get(admin.listOffsets(question, limited(new ListOffsetsOptions(level))).all());
  }

  /** Returns how many bytes the largest copy of a partition has on disk; 0 if no broker tells. */
  public long diskBytes(TopicPartition partition) {
    List<Integer> brokers =
        describe(List.of(partition.topic())).values().stream()
            .flatMap(topic -> topic.partitions().get(partition.partition()).replicas().stream())
            .map(Node::id)
            .toList();
    var asked = admin.describeLogDirs(brokers, limited(new DescribeLogDirsOptions()));
    return KafkaFutures.ofThoseThatAnswer(asked.descriptions().values()).stream()
        .flatMap(folders -> folders.values().stream())
        .map(folder -> folder.replicaInfos().get(partition))
        .filter(Objects::nonNull)
        .mapToLong(ReplicaInfo::size)
        .max()
        .orElse(0);
  }

  public void deleteRecords(TopicPartition partition, long before) {
    Map<TopicPartition, RecordsToDelete> old =
        Map.of(partition, RecordsToDelete.beforeOffset(before));
    get(admin.deleteRecords(old, limited(new DeleteRecordsOptions())).all());
  }

  /** Waits a few seconds for something that brokers may not have heard of yet. */
  public static boolean appears(BooleanSupplier there) {
    return appears(LOOK_FOR, there);
  }

  /** Waits like {@link #appears(BooleanSupplier)}, but for a given time. */
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
}
