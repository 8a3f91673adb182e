package io.gyre.stream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.topic.Origin;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.SchemaHeaders;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Turns Kafka's records into the fold's: one class for the topology and for plain loops, so that
 * both learn the same.
 *
 * @param journal whether the log is a journal, whose records carry an {@link Origin}
 */
public record LogRecords(boolean journal) {

  /** A record as it was before anything was merged, where it lay, and the same for the fold. */
  public record Located(Record<byte[], byte[]> record, RecordMetadata source, LogRecord log) {}

  /** Finds out what a record is and where it lay before it came to its place in the log. */
  public Located locate(Record<byte[], byte[]> record, RecordMetadata place) {
    Origin origin = journal ? Origin.of(record.headers()) : null;
    if (origin == null) {
      LogRecord.Kind kind = journal ? LogRecord.Kind.STRAY : kind(LogRecord.Kind.POINT, record);
      return new Located(record, place, read(kind, record, place, null, null));
    }
    RecordHeaders headers = new RecordHeaders(record.headers());
    headers.remove(Origin.HEADER);
    long timestamp = RecordTimestampExtractor.extracted(origin.timestamp());
    Record<byte[], byte[]> own = new Record<>(record.key(), record.value(), timestamp, headers);
    LogRecord.Kind kind =
        switch (origin.kind()) {
          case POINT -> kind(LogRecord.Kind.POINT, own);
          case LABEL -> kind(LogRecord.Kind.LABEL, own);
          case SCHEMA -> LogRecord.Kind.SCHEMA;
        };
    JournalSource source =
        new JournalSource(origin.topicId(), origin.partition(), origin.offset(), origin.missed());
    return new Located(
        own,
        new RecordCoordinates(origin.topic(), origin.partition(), origin.offset()),
        read(kind, own, place, source, origin.unusable()));
  }

  private static LogRecord.Kind kind(LogRecord.Kind plain, Record<byte[], byte[]> record) {
    if (PointHeaders.isEnd(record.value(), record.headers())) {
      return LogRecord.Kind.END;
    }
    return plain == LogRecord.Kind.POINT && PointHeaders.isPassedOver(record.headers())
        ? LogRecord.Kind.PASSED_OVER
        : plain;
  }

  private static String text(byte[] key) {
    return key == null ? null : new String(key, UTF_8);
  }

  private LogRecord read(
      LogRecord.Kind kind,
      Record<byte[], byte[]> record,
      RecordMetadata place,
      JournalSource source,
      String unusable) {
    return new LogRecord(
        kind,
        kind == LogRecord.Kind.PASSED_OVER ? null : record.value(),
        kind == LogRecord.Kind.SCHEMA ? text(record.key()) : SchemaHeaders.named(record.headers()),
        RecordTimestampExtractor.original(record.timestamp()),
        place.offset(),
        source == null ? place.partition() : source.partition(),
        source,
        PointHeaders.pass(record.headers()) > 0,
        DeadLetterFactory.bytesBeside(record),
        unusable,
        null);
  }
}
