package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the predictions that are committed, from the first on, all partitions. */
final class PredictionReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;

  PredictionReader(ClusterAccess cluster, TopicNames topics) {
    consumer = cluster.consumer();
    try {
      assign(topics.predictions());
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private void assign(String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Returns those that have come, after a while none. */
  Iterable<ConsumerRecord<byte[], byte[]>> poll() {
    return consumer.poll(POLL);
  }

  /** The failure to wait any longer for predictions that are missing. */
  static GyreException late(long missing, String since, String remedy) {
    return new GyreException(
        "%d predictions did not come within a minute %s. %s".formatted(missing, since, remedy));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
