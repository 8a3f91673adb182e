package io.gyre.stream;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.data.RecordReader.Accepts;
import io.gyre.data.RecordSettings;
import io.gyre.fold.FoldSettings;
import io.gyre.fold.PartitionFold;
import io.gyre.fold.Source;
import io.gyre.topic.Origin;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Question;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads the records of a log, and checks that the fold can take them: one class for the topology
 * and for plain loops, so that both learn the same. Not thread-safe.
 */
public final class LogIntake {

  private final PartitionFold fold;
  private final boolean journal;
  private final boolean late;
  private final RecordReader points;
  private final RecordReader questions;
  private final RecordReader labels;

  /**
   * @param fold asked; told where the records of a journal came from
   * @param journal whether the log is a journal, whose records bear an {@link Origin}
   */
  public LogIntake(FoldSettings settings, PartitionFold fold, boolean journal) {
    this.fold = fold;
    this.journal = journal;
    late = settings.lateLabels() != null;
    RecordSettings records = settings.records();
    points = new RecordReader(records, late ? Accepts.POINTS_AND_LABELS : Accepts.POINTS);
    questions = new RecordReader(records.ofQuestions());
    labels = new RecordReader(records.ofLabels(), Accepts.LABELS);
  }

  /**
   * A record of the log as it was before anything was merged.
   *
   * @param record with its own timestamp and headers
   * @param source where it lay
   * @param origin what merge says of it; null if nothing was merged
   * @param stray whether it was written to a journal by somebody else: it can be nothing but a dead
   *     letter
   */
  public record Located(
      Record<byte[], byte[]> record, RecordMetadata source, Origin origin, boolean stray) {

    /** Tells whether it was too large, and bears only what is left of it. */
    boolean isCut() {
      return origin != null && origin.unusable() != null;
    }

    /** Tells whether it was on the topic of the labels. */
    public boolean isLabel() {
      return origin != null && origin.kind() == Origin.Kind.LABEL;
    }

    /** Tells whether it closes the windows that are open. */
    public boolean isEnd() {
      return !stray && PointHeaders.isEnd(record.value(), record.headers());
    }
  }

  /**
   * Finds out where a record lay. Behind a journal the fold knows from then on.
   *
   * @param place where it lies in the log
   * @return null if it has been applied before
   */
  public Located locate(Record<byte[], byte[]> record, RecordMetadata place) {
    Origin origin = journal ? Origin.of(record.headers()) : null;
    if (origin == null) {
      return new Located(record, place, null, journal);
    }
    Source source =
        new Source(origin.topicId(), origin.partition(), origin.offset(), origin.missed());
    if (!fold.hasRoom(source)) {
      return new Located(record, place, null, true);
    }
    if (!fold.from(source)) {
      return null;
    }
    RecordHeaders headers = new RecordHeaders(record.headers());
    headers.remove(Origin.HEADER);
    long timestamp = PointTimestampExtractor.extracted(origin.timestamp());
    return new Located(
        new Record<>(record.key(), record.value(), timestamp, headers),
        Coordinates.of(origin),
        origin,
        false);
  }

  /**
   * Reads a point, and names it if it has no id.
   *
   * @return null if the record is none and not meant as one, or only a {@link Question}
   * @throws InvalidPointException with the reason why it is a dead letter
   */
  public Point read(Located located) throws InvalidPointException {
    if (Question.of(located.record().headers()) != null) {
      return null;
    }
    Point point = read(points, located);
    if (point == null) {
      return null;
    }
    Point found = PointHeaders.pass(located.record().headers()) > 0 ? point.asRepeated() : point;
    fold.check(found);
    return found;
  }

  /**
   * Reads the point of a {@link Question}.
   *
   * @return without a label, whatever the record has; null if it is none and not meant as one
   * @throws InvalidPointException with the reason why it is a dead letter
   */
  public Point readQuestion(Located located) throws InvalidPointException {
    Point point = read(questions, located);
    return point == null ? null : point.withoutLabel();
  }

  /**
   * Reads a record of the topic of the labels.
   *
   * @return id and label; null if it is none and not meant as one
   * @throws InvalidPointException with the reason why it is a dead letter
   */
  public Point readLabel(Located located) throws InvalidPointException {
    check(located);
    if (!late) {
      throw new InvalidPointException(
          "label: expected one that comes with its point, found one that comes alone, which is for --late-labels");
    }
    Point label = labels.read(located.record().value());
    if (label != null) {
      fold.checkLabel(label.id(), label.label());
    }
    return label;
  }

  private Point read(RecordReader reader, Located located) throws InvalidPointException {
    check(located);
    Point point = reader.read(located.record().value());
    return point == null || point.id() != null || point.fields().size() == 0
        ? point
        : point.withId(nameOf(located.source()));
  }

  private void check(Located located) throws InvalidPointException {
    if (located.stray()) {
      throw new InvalidPointException(
          "header %s: expected where the record came from, as Gyre merges it, found nothing that can be believed: somebody else has written it to the journal"
              .formatted(Origin.HEADER));
    }
    if (located.isCut()) {
      throw new InvalidPointException(located.origin().unusable());
    }
    checkRecord(located.record());
  }

  /** What a point is called that has no id. */
  private static String nameOf(RecordMetadata source) {
    return source.partition() + "-" + source.offset();
  }

  private static void checkRecord(Record<byte[], byte[]> record) throws InvalidPointException {
    if (record.timestamp() > Point.MAX_TIME) {
      throw new InvalidPointException(
          "timestamp: expected 0 to %d (the end of the year 9999), found %s"
              .formatted(
                  Point.MAX_TIME,
                  record.timestamp() == PointTimestampExtractor.NEGATIVE
                      ? "a negative one"
                      : String.valueOf(record.timestamp())));
    }
    DeadLetterFactory.checkSize(record);
  }
}
