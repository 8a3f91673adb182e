package io.gyre.kafka;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads committed records on all partitions of some topics, from now or from their beginning. */
public final class TopicReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);

  /** A slow reader whose offset was deleted continues at the first that is left, not at the end. */
  private static final Map<String, Object> RESET = Map.of("auto.offset.reset", "earliest");

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LONG_POLL = Duration.ofMinutes(1);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

  /**
   * Finds its position before it returns, so all records committed from now on will be read.
   *
   * @param topics existing ones
   */
  public TopicReader(ClusterAccess cluster, Collection<String> topics, boolean fromBeginning) {
    consumer = cluster.consumer(RESET);
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
   * Reads until it is woken up or has enough.
   *
   * @param goOn asked before each batch of records
   * @param action gets each record, and tells whether it was of use
   * @param quiet run once if there is none of use within {@code patience} at first
   */
  public void follow(
      BooleanSupplier goOn,
      Predicate<ConsumerRecord<byte[], byte[]>> action,
      Duration patience,
      Runnable quiet) {
    long begin = System.nanoTime();
    boolean waits = true;
    try {
      while (goOn.getAsBoolean()) {
        for (ConsumerRecord<byte[], byte[]> found : poll(waits ? POLL : LONG_POLL)) {
          waits &= !action.test(found);
        }
        if (waits && System.nanoTime() - begin >= patience.toNanos()) {
          quiet.run();
          waits = false;
        }
      }
    } catch (WakeupException e) {
      // A caller's way to end the wait.
    }
  }

  /**
   * Reads to the current end.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException when it does not get on
   */
  public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> action) {
    readToEnd(() -> true, action);
  }

  /**
   * Tells whether a record lies before the current end; reads no further than to the first ones.
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

  /**
   * Reads an assigned partition from one offset to another, or until that is enough, which is asked
   * before each batch.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException when it does not get on
   */
  public static void range(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      TopicPartition source,
      long from,
      long to,
      BooleanSupplier enough,
      Consumer<ConsumerRecord<byte[], byte[]>> action) {
    consumer.seek(source, from);
    ReadWatchdog progress = new ReadWatchdog(source.toString());
    while (!enough.getAsBoolean() && consumer.position(source) < to) {
      progress.note(consumer.position(source));
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
        if (found.offset() < to) {
          action.accept(found);
        }
      }
    }
  }

  public ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
    return consumer.poll(atMost);
  }

  /** Waits for records as {@link #poll(Duration)}, and returns their values. */
  public <V> List<V> poll(Duration atMost, Deserializer<V> deserializer) {
    List<V> values = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> found : poll(atMost)) {
      try {
        values.add(deserializer.deserialize(found.topic(), found.value()));
      } catch (SerializationException e) {
        LOG.info("passed over {} offset {}: {}", found.topic(), found.offset(), e.getMessage());
      }
    }
    return values;
  }

  /** Ends a poll that waits. Any thread may do so. */
  public void wakeUp() {
    consumer.wakeup();
  }

  /** Continues with the first records that are not older than a time, in ms since the epoch. */
  public void seekToTime(long timeMs) {
    Set<TopicPartition> partitions = consumer.assignment();
    // Asked first: a partition that has no such record yet can get one only after its end.
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer
        .offsetsForTimes(partitions.stream().collect(toMap(of -> of, of -> timeMs)))
        .forEach((of, found) -> consumer.seek(of, found == null ? ends.get(of) : found.offset()));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
