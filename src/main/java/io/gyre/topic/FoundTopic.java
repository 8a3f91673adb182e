package io.gyre.topic;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as it is on the cluster.
 *
 * @param partitions how many
 * @param created whether this run created it
 * @param configs its effective configurations; empty when we have no right to read them
 */
record FoundTopic(int partitions, boolean created, Optional<Map<String, String>> configs) {

  /** Returns the largest batch of records that it takes, in bytes, or a default if unreadable. */
  long maxMessageBytes(String otherwise) {
    return Long.parseLong(
        configs
            .map(settings -> settings.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
            .orElse(otherwise));
  }
}
