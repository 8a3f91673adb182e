package io.gyre.cli.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a topic has come.
 *
 * @param partitions how many it has
 * @param offsets the sum of the end offsets of its partitions
 * @param latestMs the largest timestamp on it, -1 when it holds no record
 */
record TopicEnd(int partitions, long offsets, long latestMs) {

  private static final long PLAUSIBLE_AHEAD_MS = 3_600_000;

  /** Asks the cluster. */
  static TopicEnd of(Admin admin, String topic) throws InterruptedException {
    try {
      List<TopicPartition> partitions =
          admin
              .describeTopics(List.of(topic))
              .topicNameValues()
              .get(topic)
              .get()
              .partitions()
              .stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      return new TopicEnd(
          partitions.size(),
          ask(admin, partitions, OffsetSpec.latest()).values().stream()
              .mapToLong(ListOffsetsResultInfo::offset)
              .sum(),
          ask(admin, partitions, OffsetSpec.maxTimestamp()).values().stream()
              .mapToLong(ListOffsetsResultInfo::timestamp)
              .max()
              .orElse(-1));
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    }
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> ask(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), p -> spec)))
        .all()
        .get();
  }

  /** The largest timestamp, unless it is so far ahead that somebody's clock must be wrong. */
  long plausibleTimeMs() {
    return latestMs > System.currentTimeMillis() + PLAUSIBLE_AHEAD_MS ? -1 : latestMs;
  }
}
