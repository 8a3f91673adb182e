package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.data.InvalidPointException;
import io.gyre.data.record.RecordReader;
import io.gyre.data.record.Schema;
import io.gyre.data.survey.LabelSurvey;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.Origin;
import io.gyre.topic.SchemaHeaders;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads committed records on one partition of a topic, from one offset to another. */
final class StoredRecords implements AutoCloseable {

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
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Tells whether any of the first records was merged. */
  boolean isJournal(StopSignal stop) {
    boolean[] seen = new boolean[2]; // a record; one with an origin
    forEach(
        record -> {
          seen[0] = true;
          seen[1] |= Origin.of(record.headers()) != null;
        },
        () -> stop.requested() || seen[0]);
    return seen[1];
  }

  /** Returns what kinds of records a journal has. */
  Set<Origin.Kind> kinds(StopSignal stop) {
    Set<Origin.Kind> kinds = EnumSet.noneOf(Origin.Kind.class);
    forEach(
        record -> {
          Origin origin = Origin.of(record.headers());
          if (origin != null) {
            kinds.add(origin.kind());
          }
        },
        () -> stop.requested() || kinds.size() == Origin.Kind.values().length);
    return kinds;
  }

  /**
   * Gives the first points to a survey.
   *
   * @param schemas gets those that a journal has among them; null if it is none
   */
  void survey(
      RecordReader reader, Map<String, Schema> schemas, LabelSurvey labels, StopSignal stop) {
    forEach(
        found -> {
          Origin origin = schemas == null ? null : Origin.of(found.headers());
          if (origin != null && origin.kind() == Origin.Kind.SCHEMA) {
            schemas.put(
                new String(found.key(), UTF_8), Schema.ofJson(new String(found.value(), UTF_8)));
            return;
          }
          try {
            labels.add(reader.read(found.value(), SchemaHeaders.named(found.headers())));
          } catch (InvalidPointException e) {
            // It will be refused when it is to be learned.
          }
        },
        () -> stop.requested() || labels.isFull() || consumer.position(source) >= from + SURVEYED);
  }

  /** Passes on each record in order from the first, until the end or until that is enough. */
  void forEach(
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> action, BooleanSupplier enough) {
    TopicReader.range(consumer, source, from, until, enough, action);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
