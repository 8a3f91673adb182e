package io.gyre.topic;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaErrorText;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.KafkaInternals;
import io.gyre.topic.ProvisioningReport.Difference;
import io.gyre.topic.ProvisioningReport.Outcome;
import io.gyre.topic.ProvisioningReport.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics as {@code topics/} defines them.
 *
 * <p>Any number of processes may do so at once: a topic just created by another counts as present.
 * Only {@link #alter} and {@link #setConfigs} change a topic. The cluster's {@code
 * default.replication.factor} sets the number of a partition's copies. A topic can be written to
 * once the call returns.
 *
 * <p>Needs the rights DESCRIBE on all topics, CREATE on absent topics, and DESCRIBE_CONFIGS to find
 * differences; without the last it reports that it could not check.
 */
public final class Provisioner {

  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10); // by all brokers

  private final Admin admin;
  private final ClusterAdmin cluster;

  /** Uses a client that the caller closes. */
  public Provisioner(Admin admin) {
    this.admin = admin;
    cluster = new ClusterAdmin(admin);
  }

  /**
   * Creates absent topics, and reports the state of all.
   *
   * @param pointsPartitions for a new points, 1 or more; predictions get as many as points has
   * @param overrides configurations that replace those of {@code topics/}, by {@link Topic#name()}
   * @throws io.gyre.GyreException if a topic cannot be created or read
   */
  public ProvisioningReport provision(
      TopicNames names, int pointsPartitions, Map<String, Map<String, String>> overrides) {
    Outcome points =
        ensure(WantedTopic.of(Topic.POINTS, names.points(), pointsPartitions, overrides));
    return new ProvisioningReport(
        Stream.concat(Stream.of(points), ensureOutputs(names, overrides).stream()).toList());
  }

  /** Same, for a topic that only some applications have. */
  public ProvisioningReport provision(Topic<?> topic, String name) {
    return new ProvisioningReport(List.of(ensure(only(topic, name))));
  }

  /** Reports the state of such a topic; empty if it is absent, or this user may not see it. */
  public List<Outcome> find(Topic<?> topic, String name) {
    return cluster.partitions(Set.of(name)).isEmpty()
        ? List.of()
        : List.of(ensure(only(topic, name)));
  }

  /** Returns how such a topic differs in ways that break a promise; empty if it is absent. */
  public List<Difference> essential(Topic<?> topic, String name) {
    return find(topic, name).stream()
        .flatMap(outcome -> outcome.differences().stream())
        .filter(Difference::essential)
        .toList();
  }

  /** Throws a {@link GyreException} if such a topic has {@link #essential} differences. */
  public void require(Topic<?> topic, String name) {
    List<Difference> essential = essential(topic, name);
    if (!essential.isEmpty()) {
      throw new GyreException(
          "the topic %s cannot be used: %s"
              .formatted(name, essential.stream().map(Difference::message).collect(joining("; "))));
    }
  }

  private static WantedTopic only(Topic<?> topic, String name) {
    return WantedTopic.of(topic, name, topic.definition().partitions(), Map.of());
  }

  /**
   * Creates the outputs that are absent, and returns their names. Points must be there.
   *
   * @param replaced the topics that another has created again: their essential differences are set
   */
  public Set<String> restoreOutputs(
      TopicNames names, Map<String, Map<String, String>> overrides, Set<String> replaced) {
    List<Outcome> outcomes = ensureOutputs(names, overrides);
    alter(
        new ProvisioningReport(outcomes)
            .differences().stream()
                .filter(found -> found.essential() && replaced.contains(found.topic()))
                .toList());
    return outcomes.stream()
        .filter(outcome -> outcome.state() == State.CREATED)
        .map(Outcome::topic)
        .collect(toSet());
  }

  private List<Outcome> ensureOutputs(
      TopicNames names, Map<String, Map<String, String>> overrides) {
    int points = partitions(names.points());
    List<Outcome> outcomes = new ArrayList<>();
    for (Topic<?> output : Topic.outputs()) {
      int partitions = output == Topic.PREDICTIONS ? points : output.definition().partitions();
      outcomes.add(ensure(WantedTopic.of(output, names.of(output), partitions, overrides)));
    }
    return outcomes;
  }

  private Outcome ensure(WantedTopic wanted) {
    String name = wanted.name();
    // Read first: a user without the right to create topics may still use existing ones.
    if (find(name) == 0) {
      boolean created = create(wanted);
      awaitLeaders(name, created ? wanted.partitions() : partitions(name));
      if (created) {
        return new Outcome(name, State.CREATED, List.of());
      }
    }
    int partitions = find(name);
    Optional<Map<String, String>> configs =
        ifKnown(name, "DESCRIBE_CONFIGS", () -> cluster.configs(resource(name)));
    if (partitions == 0 || configs.isEmpty()) {
      return ensure(wanted); // It is deleted by now, which the broker did not know a moment ago.
    }
    List<Difference> differences = wanted.differences(partitions, configs.get());
    return new Outcome(name, differences.isEmpty() ? State.PRESENT : State.DIFFERS, differences);
  }

  /** Sets what is alterable, and waits for the effect; throws, and sets none, if one is refused. */
  public void alter(List<Difference> differences) {
    Map<String, List<Difference>> byTopic =
        differences.stream().filter(Difference::alterable).collect(groupingBy(Difference::topic));
    // All are tried before one is made: what the cluster refuses shall change nothing.
    byTopic.forEach((topic, wanted) -> alter(topic, wanted, true));
    byTopic.forEach((topic, wanted) -> alter(topic, wanted, false));
  }

  private void alter(String topic, List<Difference> differences, boolean dryRun) {
    Map<String, String> wanted =
        differences.stream().collect(toMap(Difference::setting, Difference::expected));
    String partitions = wanted.remove(Difference.PARTITIONS);
    if (!wanted.isEmpty()) {
      setConfigs(topic, wanted, dryRun);
    }
    if (partitions != null) {
      grow(topic, Integer.parseInt(partitions), dryRun);
    }
  }

  /** Creates a topic; returns false if another was quicker. */
  private boolean create(WantedTopic topic) {
    Map<String, String> configs = new HashMap<>(topic.configs());
    NewTopic request =
        new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty());
    while (true) {
      try {
        KafkaFutures.get(admin.createTopics(Set.of(request.configs(configs))).all());
        return true;
      } catch (TopicExistsException e) {
        return false;
      } catch (KafkaException e) {
        // A broker before 3.6 has no limits on timestamps, and no name for them.
        Optional<String> unknown = KafkaInternals.unknownSetting(e);
        if (unknown.filter(topic.kind().definition().configs()::containsKey).isEmpty()
            || configs.remove(unknown.get()) == null) {
          throw KafkaErrorText.ofTopic(topic.name(), "CREATE", e);
        }
      }
    }
  }

  /**
   * Returns when the leader of each partition answers. The broker may take a batch that is sent
   * before out of order, and those before it wait in vain until they expire (KAFKA-15591).
   */
  private void awaitLeaders(String topic, int partitions) {
    // Described first: the client logs an error when it asks for offsets of an unknown topic.
    await(
        topic,
        partitions + " partitions to answer",
        () -> find(topic) >= partitions && leadersAnswer(topic, partitions));
  }

  private boolean leadersAnswer(String topic, int partitions) {
    Map<TopicPartition, OffsetSpec> all =
        ClusterAdmin.partitions(topic, partitions).stream()
            .collect(toMap(partition -> partition, partition -> OffsetSpec.latest()));
    // The broker that is asked this time may not have heard of it yet.
    return ifKnown(topic, "DESCRIBE", () -> KafkaFutures.get(admin.listOffsets(all).all()))
        .isPresent();
  }

  private static void await(String topic, String expected, BooleanSupplier met) {
    if (!ClusterAdmin.appears(KNOWN_WITHIN, met)) {
      throw new GyreException(
          "topic %s: expected %s, found that it is not so yet; if it is being deleted, wait for that to end, and start again"
              .formatted(topic, expected));
    }
  }

  /** Returns how many partitions a topic has that must be there, but may be quite new. */
  private int partitions(String topic) {
    await(topic, "its partitions to be known", () -> find(topic) > 0);
    return find(topic);
  }

  /** Returns how many partitions a topic has; 0 if it is absent. */
  private int find(String topic) {
    return ifKnown(topic, "DESCRIBE", () -> cluster.describe(topic).partitions().size()).orElse(0);
  }

  private Map<String, String> configs(String topic) {
    return explained(topic, "DESCRIBE_CONFIGS", () -> cluster.configs(resource(topic)));
  }

  /** Sets configurations of a topic; returns when they have taken effect, if that may be seen. */
  public void setConfigs(String topic, Map<String, String> configs, boolean dryRun) {
    Collection<AlterConfigOp> changes = new ArrayList<>();
    configs.forEach(
        (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), OpType.SET)));
    Map<ConfigResource, Collection<AlterConfigOp>> request = Map.of(resource(topic), changes);
    AlterConfigsOptions options = new AlterConfigsOptions().validateOnly(dryRun);
    explained(
        topic,
        "ALTER_CONFIGS",
        () -> KafkaFutures.get(admin.incrementalAlterConfigs(request, options).all()));
    if (!dryRun) {
      await(
          topic,
          configs + " to take effect",
          () -> {
            Set<Map.Entry<String, String>> found = configs(topic).entrySet();
            return found.isEmpty() || found.containsAll(configs.entrySet());
          });
    }
  }

  /** Adds partitions, and returns when their leaders answer. */
  private void grow(String topic, int partitions, boolean dryRun) {
    explained(
        topic,
        "ALTER",
        () -> {
          cluster.grow(topic, partitions, dryRun);
          return topic;
        });
    if (!dryRun) {
      awaitLeaders(topic, partitions);
    }
  }

  /** Returns the answer, or nothing if the broker does not know the topic. */
  private static <T> Optional<T> ifKnown(String topic, String operation, Supplier<T> asked) {
    try {
      return Optional.of(asked.get());
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    } catch (KafkaException e) {
      throw KafkaErrorText.ofTopic(topic, operation, e);
    }
  }

  private static <T> T explained(String topic, String operation, Supplier<T> asked) {
    try {
      return asked.get();
    } catch (KafkaException e) {
      throw KafkaErrorText.ofTopic(topic, operation, e);
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
