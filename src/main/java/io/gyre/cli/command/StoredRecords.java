package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.data.InvalidPointException;
import io.gyre.data.RecordReader;
import io.gyre.data.survey.LabelSurvey;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads committed records on one partition of a topic, from one offset to another. */
final class StoredRecords implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  /** In so many first records of a partition labels are looked for. */
  private static final long SURVEYED = 100_000;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition source;
  final long from;
  final long until;

  /**
   * @param from the first offset; null for the first that is there
   * @param until the offset after the last; null for the current end
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
        throw GyreException.of(
            "offsets %d to %d of %s: expected some of %d to %d, which are there",
            this.from, this.until, source, first, end);
      }
      consumer.seek(source, this.from);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Tells whether the origin of any record, or any of the first batch, matches; then goes back to
   * the first record.
   */
  boolean any(Predicate<Origin> matches, boolean first, StopSignal stop) {
    boolean[] seen = new boolean[2]; // a record; one that matches
    forEach(
        record -> {
          Origin origin = Origin.of(record.headers());
          seen[0] = true;
          seen[1] |= origin != null && matches.test(origin);
        },
        () -> stop.requested() || seen[1] || first && seen[0]);
    consumer.seek(source, from);
    return seen[1];
  }

  /** Gives the first points to a survey; then goes back to the first record. */
  void survey(RecordReader reader, LabelSurvey labels, StopSignal stop) {
    forEach(
        found -> {
          try {
            labels.add(reader.read(found.value()));
          } catch (InvalidPointException e) {
            // It will be refused when it is to be learned.
          }
        },
        () -> stop.requested() || labels.isFull() || consumer.position(source) >= from + SURVEYED);
    consumer.seek(source, from);
  }

  /** Passes on each record in order, until the end or until that is enough. */
  void forEach(
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> action, BooleanSupplier enough) {
    while (!enough.getAsBoolean() && consumer.position(source) < until) {
      for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
        if (found.offset() < until) {
          action.accept(found);
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
