package io.gyre.topic;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterErrors;
import io.gyre.kafka.ClusterView;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.KafkaInternals;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates and reads topics, safely beside others who do the same. */
final class TopicAdmin {

  /** How long brokers may take to hear of what the controller has decided. */
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);

  private static final int POLL_MS = 20;

  private final Admin admin;

  TopicAdmin(Admin admin) {
    this.admin = admin;
  }

  /** Creates the topic if it is absent, and returns how it is. */
  FoundTopic ensure(WantedTopic topic) {
    // Read first: whoever may not create topics may still use those that are there.
    boolean created = partitions(topic.name()).isEmpty() && create(topic);
    return found(topic, created);
  }

  /** Returns how a topic is that must be there. */
  FoundTopic find(WantedTopic topic) {
    return found(topic, false);
  }

  private FoundTopic found(WantedTopic topic, boolean created) {
    return new FoundTopic(awaitPartitions(topic.name()), created, configs(topic.name()));
  }

  /** Returns false if another was quicker. */
  private boolean create(WantedTopic topic) {
    Set<String> unknown = new HashSet<>();
    while (true) {
      try {
        KafkaFutures.get(admin.createTopics(List.of(topic.request(unknown))).all());
        return true;
      } catch (TopicExistsException e) {
        return false;
      } catch (KafkaException e) {
        // A broker before 3.6 has no limits on timestamps, and no name for them.
        if (!unknown.add(unknownSetting(topic, e))) {
          throw ClusterErrors.of(topic.name(), "CREATE", e);
        }
      }
    }
  }

  /**
   * Returns the setting of {@code topics/} that the cluster does not know, or throws any other
   * fault; a misspelt override is one.
   */
  private static String unknownSetting(WantedTopic topic, Throwable fault) {
    return KafkaInternals.unknownSetting(fault)
        .filter(topic.kind().definition().configs()::containsKey)
        .orElseThrow(() -> ClusterErrors.of(topic.name(), "CREATE", fault));
  }

  private int awaitPartitions(String topic) {
    return await(
        () -> partitions(topic),
        "topic %s: expected its partitions to be known, found none in %d s; it is being deleted, or was: wait for that to end, and start again"
            .formatted(topic, KNOWN_WITHIN.toSeconds()));
  }

  /** Returns when the brokers have heard of the topic's new partitions. */
  void awaitPartitions(String topic, int total) {
    await(
        () -> partitions(topic).filter(found -> found >= total),
        notYet(topic, total + " partitions"));
  }

  /** Returns when the brokers have heard of the topic's new settings, or we may not look. */
  void awaitConfigs(String topic, Map<String, String> expected) {
    await(
        () ->
            Optional.of(configs(topic))
                .filter(found -> found.isEmpty() || met(found.get(), expected)),
        notYet(topic, expected.toString()));
  }

  private static boolean met(Map<String, String> found, Map<String, String> expected) {
    return expected.entrySet().stream()
        .allMatch(
            entry ->
                SettingRule.of(entry.getKey()).met(found.get(entry.getKey()), entry.getValue()));
  }

  private static String notYet(String topic, String expected) {
    return "topic %s: expected %s to take effect within %d s, found it not in effect; look again later"
        .formatted(topic, expected, KNOWN_WITHIN.toSeconds());
  }

  private static <T> T await(Supplier<Optional<T>> answer, String fault) {
    long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
    Optional<T> found = answer.get();
    while (found.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new GyreException(fault);
      }
      pause();
      found = answer.get();
    }
    return found.get();
  }

  private Optional<Integer> partitions(String topic) {
    try {
      return Optional.of(new ClusterView(admin).describe(topic).partitions().size());
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    } catch (KafkaException e) {
      throw ClusterErrors.of(topic, "DESCRIBE", e);
    }
  }

  private Optional<Map<String, String>> configs(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Map<String, String> configs = new HashMap<>();
      for (ConfigEntry entry :
          KafkaFutures.get(admin.describeConfigs(List.of(resource)).values().get(resource))
              .entries()) {
        configs.put(entry.name(), entry.value());
      }
      return Optional.of(configs);
    } catch (AuthorizationException e) {
      return Optional.empty();
    } catch (KafkaException e) {
      throw ClusterErrors.of(topic, "DESCRIBE_CONFIGS", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GyreException("topics: interrupted while waiting for the cluster; start again", e);
    }
  }
}
