package io.gyre.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as it should be on this cluster.
 *
 * @param kind which of the five
 * @param name its name there
 * @param partitions how many
 * @param configs its definition's, with overrides
 */
record WantedTopic(Topic<?> kind, String name, int partitions, Map<String, String> configs) {

  /** What a dead letter needs beside its value: the reason, key and headers. */
  private static final long DEAD_LETTER_MARGIN = 128 << 10;

  WantedTopic {
    configs = Map.copyOf(configs);
  }

  static WantedTopic of(
      Topic<?> kind, TopicNames names, int partitions, Map<String, Map<String, String>> overrides) {
    Map<String, String> configs = new HashMap<>(kind.definition().configs());
    configs.putAll(overrides.getOrDefault(kind.name(), Map.of()));
    return new WantedTopic(kind, names.of(kind), partitions, configs);
  }

  /** Returns this topic able to hold, beside its reason, any record that points can hold. */
  WantedTopic atLeastAsLargeAs(long pointsLimit) {
    long own = Long.parseLong(configs.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    Map<String, String> larger = new HashMap<>(configs);
    larger.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Long.toString(Math.max(own, deadLetterLimit(pointsLimit))));
    return new WantedTopic(kind, name, partitions, larger);
  }

  /** The limit of dead letters below which a record of a size might not fit. */
  static long deadLetterLimit(long recordBytes) {
    return recordBytes + DEAD_LETTER_MARGIN;
  }

  /** Returns the request to create it, without settings that the cluster is too old to know. */
  NewTopic request(Set<String> unknownSettings) {
    Map<String, String> known = new HashMap<>(configs);
    known.keySet().removeAll(unknownSettings);
    // The cluster's own default says how many copies it keeps.
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(known);
  }
}
