package io.gyre.topic;

import static java.util.stream.Collectors.toMap;

import io.gyre.kafka.ClusterErrors;
import io.gyre.kafka.KafkaFutures;
import io.gyre.topic.ProvisioningReport.Difference;
import io.gyre.topic.ProvisioningReport.Outcome;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidPartitionsException;

/** Sets what differs in a topic, and waits until the brokers have heard of it. */
final class TopicChange {

  private final Admin admin;
  private final TopicAdmin topics;

  TopicChange(Admin admin, TopicAdmin topics) {
    this.admin = admin;
    this.topics = topics;
  }

  void apply(Outcome outcome) {
    Map<String, String> wanted =
        outcome.differences().stream()
            .filter(Difference::alterable)
            .collect(toMap(Difference::setting, Difference::expected));
    String partitions = wanted.remove(Difference.PARTITIONS);
    if (!wanted.isEmpty()) {
      alterConfigs(outcome.topic(), wanted);
    }
    if (partitions != null) {
      addPartitions(outcome.topic(), Integer.parseInt(partitions));
    }
  }

  private void alterConfigs(String topic, Map<String, String> configs) {
    List<AlterConfigOp> changes =
        configs.entrySet().stream()
            .map(config -> new ConfigEntry(config.getKey(), config.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      KafkaFutures.get(admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
    } catch (KafkaException e) {
      throw ClusterErrors.of(topic, "ALTER_CONFIGS", e);
    }
    topics.awaitConfigs(topic, configs);
  }

  private void addPartitions(String topic, int total) {
    try {
      KafkaFutures.get(
          admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all());
    } catch (InvalidPartitionsException e) {
      // Another instance may have just done it: then it is waited for.
    } catch (KafkaException e) {
      throw ClusterErrors.of(topic, "ALTER", e);
    }
    topics.awaitPartitions(topic, total);
  }
}
