package io.gyre.stream.processor;

import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.topic.Origin;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Question;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Makes of Kafka's records what the fold takes: one class for the topology and for plain loops, so
 * that both learn the same.
 */
public final class LogRecords {

  private final boolean journal;
  private final AskOptions asked;
  private final long mostNumbers;

  /** For loops in which nobody wants to know why. */
  public LogRecords(boolean journal) {
    this(journal, AskOptions.ALL, 0);
  }

  /**
   * @param journal whether the log is a journal, whose records bear an {@link Origin}
   * @param asked what a {@link Question} asks
   * @param mostNumbers how many numbers may be read for each learner to say why
   */
  LogRecords(boolean journal, AskOptions asked, long mostNumbers) {
    this.journal = journal;
    this.asked = asked;
    this.mostNumbers = mostNumbers;
  }

  /**
   * A record of the log as it was before anything was merged.
   *
   * @param record with its own timestamp and headers
   * @param source where it lay
   * @param log the same as the fold takes it
   */
  public record Located(Record<byte[], byte[]> record, RecordMetadata source, LogRecord log) {

    /** Tells whether it was too large, and bears only what is left of it. */
    boolean isCut() {
      return log.unusable() != null;
    }
  }

  /**
   * Finds out what a record is and where it lay.
   *
   * @param place where it lies in the log
   */
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
    boolean label = origin.kind() == Origin.Kind.LABEL;
    LogRecord.Kind kind = kind(label ? LogRecord.Kind.LABEL : LogRecord.Kind.POINT, own);
    JournalSource source =
        new JournalSource(origin.topicId(), origin.partition(), origin.offset(), origin.missed());
    LogRecord log = read(kind, own, place, source, origin.unusable());
    return new Located(own, RecordCoordinates.of(origin), log);
  }

  private static LogRecord.Kind kind(LogRecord.Kind plain, Record<byte[], byte[]> record) {
    if (PointHeaders.isEnd(record.value(), record.headers())) {
      return LogRecord.Kind.END;
    }
    return plain == LogRecord.Kind.POINT && Question.of(record.headers()) != null
        ? LogRecord.Kind.QUESTION
        : plain;
  }

  private LogRecord read(
      LogRecord.Kind kind,
      Record<byte[], byte[]> record,
      RecordMetadata place,
      JournalSource source,
      String unusable) {
    Headers headers = record.headers();
    Question question = kind == LogRecord.Kind.QUESTION ? Question.of(headers) : null;
    return new LogRecord(
        kind,
        record.value(),
        RecordTimestampExtractor.original(record.timestamp()),
        place.offset(),
        source == null ? place.partition() : source.partition(),
        source,
        PointHeaders.pass(headers) > 0,
        DeadLetterFactory.bytesBeside(record),
        unusable,
        question == null ? null : question.why() ? asked.why(mostNumbers) : asked);
  }
}
