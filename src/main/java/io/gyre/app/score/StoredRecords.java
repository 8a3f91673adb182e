package io.gyre.app.score;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.data.InvalidPointException;
import io.gyre.fold.intake.LogRecord;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.format.survey.LabelSurvey;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.stream.processor.LogRecords;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.topic.Origin;
import io.gyre.topic.SchemaHeaders;
import io.gyre.topic.TopicNames;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Record;

/** Reads committed records on one partition of a topic, from one offset to another. */
public final class StoredRecords implements AutoCloseable {

  /** In so many first records of a partition labels are looked for. */
  private static final long SURVEYED = 100_000;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition source;
  private final StopSignal stop;
  private final long from;
  private final long until;

  private final boolean isJournal;

  /** What kinds of records a journal has. */
  private final Set<Origin.Kind> kinds = EnumSet.noneOf(Origin.Kind.class);

  private final Map<String, Schema> schemas = new HashMap<>();

  /**
   * @param from the place before the first; null for the first that is there
   * @param until the place after the last; null for the current end
   * @throws GyreException if there are no such offsets
   */
  public StoredRecords(
      ClusterAccess cluster,
      String topic,
      int partition,
      LogPlace from,
      LogPlace until,
      StopSignal stop) {
    this.stop = stop;
    consumer = cluster.consumer(Map.of("auto.offset.reset", "none"));
    source = new TopicPartition(topic, partition);
    try {
      consumer.assign(List.of(source));
      long first = consumer.beginningOffsets(List.of(source)).get(source);
      long end = consumer.endOffsets(List.of(source)).get(source);
      this.from = from == null ? first : from.on(consumer, source, end);
      this.until = until == null ? end : until.on(consumer, source, end);
      if (this.from < first || this.until > end || this.from > this.until) {
        throw GyreException.of(
            "offsets %d to %d of %s: expected some of %d to %d, which are there",
            this.from, this.until, source, first, end);
      }
      isJournal = topic.endsWith(TopicNames.JOURNAL) && isMerged();
      if (isJournal) {
        // The first label, and the first schema, may come late.
        forEach(
            record -> Optional.ofNullable(Origin.of(record.headers())).ifPresent(this::note),
            () -> kinds.size() == Origin.Kind.values().length);
      }
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private void note(Origin origin) {
    kinds.add(origin.kind());
  }

  /** Returns the first offset. */
  public long from() {
    return from;
  }

  /** Returns the offset after the last. */
  public long until() {
    return until;
  }

  /** Returns how many offsets there are. */
  public long length() {
    return until - from;
  }

  /** Tells whether it is a journal: merging gives each record of one an origin. */
  public boolean isJournal() {
    return isJournal;
  }

  /** Tells whether a journal has labels that came in records of their own. */
  public boolean hasLabels() {
    return kinds.contains(Origin.Kind.LABEL);
  }

  /** Tells whether a journal has the schemas of its records: no registry is needed. */
  public boolean hasSchemas() {
    return kinds.contains(Origin.Kind.SCHEMA);
  }

  private boolean isMerged() {
    boolean[] seen = new boolean[2]; // a record; one with an origin
    forEach(
        record -> {
          seen[0] = true;
          seen[1] |= Origin.of(record.headers()) != null;
        },
        () -> seen[0]);
    return seen[1];
  }

  /**
   * Gives the first points to a survey.
   *
   * @param elsewhere finds the schemas that are on no journal
   */
  public void survey(
      RecordSettings records, Function<String, Schema> elsewhere, LabelSurvey labels) {
    survey(
        RecordReader.of(
            records,
            Accepts.POINTS_AND_LABELS,
            id -> schemas.containsKey(id) ? schemas.get(id) : elsewhere.apply(id)),
        labels);
  }

  /** Gives the first points to a survey, as a reader understands them. */
  public void survey(RecordReader reader, LabelSurvey labels) {
    forEach(
        found -> {
          Origin origin = isJournal ? Origin.of(found.headers()) : null;
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
        () -> labels.isFull() || consumer.position(source) >= from + SURVEYED);
  }

  /** Passes on each record in order from the first, until the end, a stop, or that is enough. */
  void forEach(
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> action, BooleanSupplier enough) {
    TopicReader.range(
        consumer, source, from, until, () -> stop.requested() || enough.getAsBoolean(), action);
  }

  /** Passes on each as a record of a log, with its offset. */
  void forEachOfLog(BiConsumer<Long, LogRecord> action) {
    LogRecords log = new LogRecords(isJournal);
    forEach(
        found -> {
          Record<byte[], byte[]> record =
              new Record<>(found.key(), found.value(), found.timestamp(), found.headers());
          RecordCoordinates place =
              new RecordCoordinates(found.topic(), found.partition(), found.offset());
          action.accept(found.offset(), log.locate(record, place).log());
        },
        () -> false);
  }

  /**
   * Returns the offset of a point, by where it lay before anything was merged.
   *
   * @return -1 if it is not there
   */
  long find(int partition, long offset) {
    long[] found = {isJournal || offset < from || offset >= until ? -1 : offset};
    if (isJournal) {
      forEach(
          record -> {
            Origin origin = Origin.of(record.headers());
            boolean same =
                origin != null
                    && origin.kind() == Origin.Kind.POINT
                    && origin.partition() == partition
                    && origin.offset() == offset;
            found[0] = same ? record.offset() : found[0];
          },
          () -> found[0] >= 0);
    }
    return found[0];
  }

  @Override
  public void close() {
    consumer.close();
  }
}
