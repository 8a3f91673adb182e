package io.gyre.topic;

import static java.util.stream.Collectors.toMap;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.KafkaInternals;
import io.gyre.kafka.TopicAdminErrors;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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

/** Creates, reads and alters topics, safely beside others who do the same. */
final class TopicAdmin {

  /** How long brokers may take to hear of what the controller has decided. */
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);

  private final Admin admin;
  private final ClusterAdmin cluster;

  TopicAdmin(Admin admin) {
    this.admin = admin;
    this.cluster = new ClusterAdmin(admin);
  }

  /** Creates the topic if it is absent; returns false if it was there, or another was quicker. */
  boolean ensure(WantedTopic topic) {
    // Read first: whoever may not create topics may still use those that are there.
    if (find(topic.name()) > 0) {
      return false;
    }
    boolean created = create(topic);
    awaitLeaders(topic.name(), created ? topic.partitions() : partitions(topic.name()));
    return created;
  }

  private boolean create(WantedTopic topic) {
    Map<String, String> configs = new HashMap<>(topic.configs());
    while (true) {
      // The cluster's own default says how many copies it keeps.
      NewTopic request =
          new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty());
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
          throw TopicAdminErrors.of(topic.name(), "CREATE", e);
        }
      }
    }
  }

  /**
   * Returns when the leader of each partition answers. A producer that sends before may have a
   * later batch taken before an earlier one, which then waits in vain until it expires
   * (KAFKA-15591).
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
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(toMap(partition -> partition, partition -> OffsetSpec.latest()));
    try {
      KafkaFutures.get(admin.listOffsets(all).all());
      return true;
    } catch (UnknownTopicOrPartitionException e) {
      return false; // The broker that was asked this time has not heard of it yet.
    } catch (KafkaException e) {
      throw TopicAdminErrors.of(topic, "DESCRIBE", e);
    }
  }

  private static void await(String topic, String expected, BooleanSupplier met) {
    if (!ClusterAdmin.appears(KNOWN_WITHIN, met)) {
      throw new GyreException(
          ("topic %s: expected %s, found that it is not so yet; if it is being deleted, wait for "
                  + "that to end, and start again")
              .formatted(topic, expected));
    }
  }

  /** Returns how many partitions a topic has that must be there, but may be quite new. */
  int partitions(String topic) {
    await(topic, "its partitions to be known", () -> find(topic) > 0);
    return find(topic);
  }

  /** Tells whether a topic is there, and this user may see it. */
  boolean isSeen(String topic) {
    return !cluster.partitions(Set.of(topic)).isEmpty();
  }

  /** Returns how many partitions a topic has; 0 if it is absent. */
  private int find(String topic) {
    try {
      return cluster.describe(topic).partitions().size();
    } catch (UnknownTopicOrPartitionException e) {
      return 0;
    } catch (KafkaException e) {
      throw TopicAdminErrors.of(topic, "DESCRIBE", e);
    }
  }

  /** Returns a topic's effective configurations; none if we have no right to read them. */
  Map<String, String> configs(String topic) {
    return explained(topic, "DESCRIBE_CONFIGS", () -> cluster.configs(resource(topic)));
  }

  /** Sets configurations; returns when the brokers have heard of them, or we may not look. */
  void setConfigs(String topic, Map<String, String> configs, boolean dryRun) {
    Collection<AlterConfigOp> changes =
        configs.entrySet().stream()
            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
            .map(entry -> new AlterConfigOp(entry, OpType.SET))
            .toList();
    AlterConfigsOptions options = new AlterConfigsOptions().validateOnly(dryRun);
    explained(
        topic,
        "ALTER_CONFIGS",
        () ->
            KafkaFutures.get(
                admin.incrementalAlterConfigs(Map.of(resource(topic), changes), options).all()));
    if (dryRun) {
      return;
    }
    await(
        topic,
        configs + " to take effect",
        () -> {
          Map<String, String> found = configs(topic);
          return found.isEmpty() || found.entrySet().containsAll(configs.entrySet());
        });
  }

  /** Adds partitions, and returns when their leaders answer. */
  void grow(String topic, int partitions, boolean dryRun) {
    try {
      cluster.grow(Set.of(topic), partitions, dryRun);
    } catch (KafkaException e) {
      throw TopicAdminErrors.of(topic, "ALTER", e);
    }
    if (!dryRun) {
      awaitLeaders(topic, partitions);
    }
  }

  private static <T> T explained(String topic, String operation, Supplier<T> asked) {
    try {
      return asked.get();
    } catch (KafkaException e) {
      throw TopicAdminErrors.of(topic, operation, e);
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
