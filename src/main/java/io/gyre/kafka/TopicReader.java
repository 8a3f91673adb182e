package io.gyre.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** A slow reader whose place retention has deleted goes on with what is left, not the end. */
  private static final Map<String, Object> RESET = Map.of("auto.offset.reset", "earliest");

  private static final Duration POLL = Duration.ofMillis(500);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

  /**
   * Finds its place before it returns: whatever is committed from now on will be read.
   *
   * @param topics all of which exist
   */
  public TopicReader(ClusterAccess cluster, Collection<String> topics, boolean fromBeginning) {
    this(cluster.consumer(RESET), topics, fromBeginning);
  }

  /**
   * Reads from the beginning.
   *
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
   * @param topics all of which exist
   */
  public TopicReader(Map<String, String> client, Collection<String> topics) {
    this(Clients.consumer(with(client, RESET)), topics, true);
  }

  private TopicReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      Collection<String> topics,
      boolean fromBeginning) {
    this.consumer = consumer;
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

  private static Map<String, Object> with(Map<String, ?> properties, Map<String, ?> more) {
    Map<String, Object> all = new HashMap<>(properties);
    all.putAll(more);
    return all;
  }

  /**
   * Reads until it is woken up or has enough.
   *
   * @param action gets each record
   * @param goOn asked before each batch of records
   */
  public void follow(BooleanSupplier goOn, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    try {
      while (goOn.getAsBoolean()) {
        poll(Duration.ofMinutes(1)).forEach(action);
      }
    } catch (WakeupException e) {
      // Somebody's way of ending the wait.
    }
  }

  /**
   * As {@link #follow(BooleanSupplier, Consumer)}, but tells when at first nothing comes.
   *
   * @param quiet run once if there is no record within {@code patience}
   */
  public void follow(
      BooleanSupplier goOn,
      Consumer<ConsumerRecord<byte[], byte[]>> action,
      Duration patience,
      Runnable quiet) {
    try {
      long begin = System.nanoTime();
      ConsumerRecords<byte[], byte[]> first = ConsumerRecords.empty();
      // A poll may end early with nothing.
      while (goOn.getAsBoolean()
          && first.isEmpty()
          && System.nanoTime() - begin < patience.toNanos()) {
        first = poll(POLL);
      }
      if (first.isEmpty() && goOn.getAsBoolean()) {
        quiet.run();
      }
      first.forEach(action);
    } catch (WakeupException e) {
      return; // As below.
    }
    follow(goOn, action);
  }

  /**
   * Reads to the present end.
   *
   * @param action gets each record
   * @throws org.apache.kafka.common.errors.TimeoutException when it does not get on
   */
  public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> action) {
    readToEnd(() -> true, action);
  }

  /**
   * Tells whether a record lies before the present end; reads no further than to the first ones.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException when it does not get on
   */
  public boolean finds() {
    boolean[] found = new boolean[1];
    readToEnd(() -> !found[0], record -> found[0] = true);
    return found[0];
  }

  private void readToEnd(BooleanSupplier goOn, Consumer<ConsumerRecord<byte[], byte[]>> action) {
    Set<TopicPartition> partitions = consumer.assignment();
    // The end for a read_committed reader: a transaction that hangs does not hold it up.
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    ReadWatchdog progress = new ReadWatchdog(partitions.toString());
    while (goOn.getAsBoolean()
        && partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      progress.note(partitions.stream().mapToLong(consumer::position).sum());
      poll(POLL).forEach(action);
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
  public <V> List<V> poll(Duration atMost, Deserializer<V> deserializer) {
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
  public void wakeUp() {
    consumer.wakeup();
  }

  /** Goes on with the first records that are not older than a time, in ms since the epoch. */
  public void seekToTime(long timeMs) {
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
