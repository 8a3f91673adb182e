package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Transactions that hold back whoever reads what is committed. */
final class HangingTransactions {

  private HangingTransactions() {}

  /**
   * Whatever is on any partition now is committed or aborted soon: the broker looks every 10 s for
   * transactions that nobody goes on with.
   */
  static void awaitNone(String servers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      Set<TopicPartition> partitions =
          admin
              .describeTopics(admin.listTopics().names().get())
              .allTopicNames()
              .get()
              .values()
              .stream()
              .flatMap(
                  topic ->
                      topic.partitions().stream()
                          .map(info -> new TopicPartition(topic.name(), info.partition())))
              .collect(Collectors.toSet());
      Map<TopicPartition, Long> ends = ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
      assertThat(partitions).hasSizeGreaterThan(5);
      await("every transaction to end")
          .untilAsserted(
              () ->
                  assertThat(ends(admin, partitions, IsolationLevel.READ_COMMITTED))
                      .allSatisfy(
                          (partition, stable) ->
                              assertThat(stable).isGreaterThanOrEqualTo(ends.get(partition))));
    }
  }

  private static Map<TopicPartition, Long> ends(
      Admin admin, Set<TopicPartition> partitions, IsolationLevel level) throws Exception {
    return admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())),
            new ListOffsetsOptions(level))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }
}
