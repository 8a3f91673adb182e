package io.gyre.cli.command;

import io.gyre.cli.Cluster;
import io.gyre.cli.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is committed on all partitions of some topics, from now or from their beginning. */
public final class TopicReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

  /**
   * Finds its place before it returns: whatever is committed from now on will be read.
   *
   * @param topics all of which exist
   */
  public TopicReader(Cluster cluster, Collection<String> topics, boolean fromBeginning) {
    // A slow reader whose place retention has deleted goes on with what is left, not with the end.
    consumer = cluster.consumer(Map.of("auto.offset.reset", "earliest"));
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    // Seeking is lazy: only asking for the position makes "now" be now.
    partitions.forEach(consumer::position);
  }

  /**
   * Reads until the stop is requested or the reader has enough.
   *
   * @param action gets each record
   * @param goOn asked after each batch of records
   */
  void follow(
      StopSignal stop, Consumer<ConsumerRecord<byte[], byte[]>> action, BooleanSupplier goOn) {
    stop.onStop(consumer::wakeup);
    try {
      while (!stop.requested() && goOn.getAsBoolean()) {
        poll(Duration.ofMinutes(1)).forEach(action);
      }
    } catch (WakeupException e) {
      // The stop's way of ending the wait.
    }
  }

  /** Waits for records, at most this long. */
  public ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
    return consumer.poll(atMost);
  }

  /**
   * As {@link #poll(Duration)}, but returns the values. Passes over what is no such value: anybody
   * may write to a topic. Nothing when the stop ended the wait.
   */
  <V> List<V> poll(Duration atMost, Deserializer<V> deserializer) {
    List<V> values = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> found : poll(atMost)) {
        try {
          values.add(deserializer.deserialize(found.topic(), found.value()));
        } catch (SerializationException e) {
          LOG.info(
              "passed over the record at {}-{}@{}: {}",
              found.topic(),
              found.partition(),
              found.offset(),
              e.getMessage());
        }
      }
    } catch (WakeupException e) {
      return List.of();
    }
    return values;
  }

  /** Ends a poll that waits. Any thread may do so. */
  void wakeUp() {
    consumer.wakeup();
  }

  /** Goes on with the first records that are not older than a time, in ms since the epoch. */
  void seekToTime(long timeMs) {
    Map<TopicPartition, Long> times = new HashMap<>();
    consumer.assignment().forEach(partition -> times.put(partition, timeMs));
    // Asked first: a partition without such a record by then can get one only behind its end.
    Map<TopicPartition, Long> ends = consumer.endOffsets(times.keySet());
    consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, found) ->
                consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
