package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.kafka.ClusterAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** What is committed on one partition of a topic, from one offset to another. */
final class StoredRecords implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition source;
  private final long from;
  private final long until;

  /** Takes a record that is at an offset. */
  interface Taker {
    void take(long offset, Record<byte[], byte[]> record);
  }

  /**
   * Finds its place.
   *
   * @param from the first offset; null for the first that is there
   * @param until the offset after the last; null for the present end
   * @throws GyreException if there are no such offsets
   */
  StoredRecords(ClusterAccess cluster, String topic, int partition, Long from, Long until) {
    consumer = cluster.consumer(Map.of("auto.offset.reset", "none"));
    source = new TopicPartition(topic, partition);
    try {
      consumer.assign(List.of(source));
      long first = consumer.beginningOffsets(List.of(source)).get(source);
      long end = consumer.endOffsets(List.of(source)).get(source);
      this.from = from == null ? first : from;
      this.until = until == null ? end : until;
      if (this.from < first || this.until > end || this.from > this.until) {
        throw new GyreException(
            "offsets %d to %d of %s: expected some of %d to %d, which are there"
                .formatted(this.from, this.until, source, first, end));
      }
      consumer.seek(source, this.from);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  long from() {
    return from;
  }

  /** Returns how many offsets there are; a few of them may bear no record. */
  long count() {
    return until - from;
  }

  /** Tells whether the headers of any of the first records are such; all are given afterwards. */
  boolean anyOfFirst(Predicate<Headers> such, StopSignal stop) {
    return any(such, stop, true);
  }

  /** Tells whether the headers of any record are such; all are given afterwards. */
  boolean any(Predicate<Headers> such, StopSignal stop) {
    return any(such, stop, false);
  }

  private boolean any(Predicate<Headers> such, StopSignal stop, boolean first) {
    try {
      boolean found = false;
      boolean ended = false;
      while (!found && !ended && !stop.requested() && consumer.position(source) < until) {
        ConsumerRecords<byte[], byte[]> next = consumer.poll(POLL);
        found =
            StreamSupport.stream(next.spliterator(), false)
                .anyMatch(record -> record.offset() < until && such.test(record.headers()));
        ended = first && !next.isEmpty();
      }
      return found;
    } finally {
      consumer.seek(source, from);
    }
  }

  /** Gives each record, in their order, until there is none left or the stop is requested. */
  void forEach(Taker taker, StopSignal stop) {
    while (!stop.requested() && consumer.position(source) < until) {
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
        if (found.offset() >= until) {
          return;
        }
        taker.take(
            found.offset(),
            new Record<>(found.key(), found.value(), found.timestamp(), found.headers()));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
