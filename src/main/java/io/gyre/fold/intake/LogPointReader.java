package io.gyre.fold.intake;

import io.gyre.Setting;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonRecord;
import io.gyre.data.NamedValues;
import io.gyre.data.Point;
import io.gyre.data.PointContent;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.RecordSettings;
import io.gyre.format.SchemaFrame;

/** Reads points and labels from the records of a log. Not thread-safe. */
public final class LogPointReader {

  /** True if labels may come in separate records. */
  private final boolean late;

  private final KnownSchemas schemas;
  private final RecordReader points;
  private final RecordReader labels;
  private final RecordReader questions;

  public LogPointReader(RecordSettings records, boolean late, KnownSchemas schemas) {
    this.late = late;
    this.schemas = schemas;
    points =
        RecordReader.of(records, late ? Accepts.POINTS_AND_LABELS : Accepts.POINTS, schemas::find);
    labels = RecordReader.of(records.ofLabels(), Accepts.LABELS, schemas::find);
    questions = RecordReader.of(records.ofQuestions(), Accepts.QUESTIONS);
  }

  /**
   * Returns the id of the schema that a record needs and that is not known, or denied if the record
   * is of no journal: others of a journal have the same; null if it needs none.
   */
  public String lacks(LogRecord record) {
    boolean isPoint = isPoint(record.kind());
    if (!isPoint && record.kind() != LogRecord.Kind.LABEL || record.unusable() != null) {
      return null;
    }
    SchemaFrame frame = (isPoint ? points : labels).frame(record.value(), record.schema());
    boolean orDenied = record.source() == null;
    return frame != null && schemas.lacks(frame.id(), orDenied) ? frame.id() : null;
  }

  private static boolean isPoint(LogRecord.Kind kind) {
    return kind == LogRecord.Kind.POINT || kind == LogRecord.Kind.WITHHELD;
  }

  /**
   * Reads a point, or a label alone, which is a point without fields. A point without an id is
   * named by where it lay.
   *
   * @return null if the record is not meant as a point
   * @throws InvalidPointException with the reason why it is a dead letter
   */
  public Point read(LogRecord record) throws InvalidPointException {
    record.check();
    if (record.kind() == LogRecord.Kind.LABEL) {
      if (!late) {
        throw new InvalidPointException(
            "label: expected one that comes with its point, found one that comes alone, which is"
                + " for "
                + Setting.LATE_LABELS);
      }
      return record.label() != null ? record.label() : labels.read(record.value(), record.schema());
    }
    Point point = points.read(record.value(), record.schema());
    if (point == null) {
      return null;
    }
    if (point.id() == null && point.fields().size() > 0) {
      long offset = record.source() == null ? record.offset() : record.source().offset();
      point = point.withId(record.partition() + "-" + offset);
    }
    return record.repeated() ? point.asRepeated() : point;
  }

  /**
   * Reads the point of a question: JSON, whatever the format of records.
   *
   * @throws InvalidPointException with the reason why it is none
   */
  public Point read(PointContent question) throws InvalidPointException {
    if (question instanceof Fields fields) {
      return new Point(null, fields, null, Point.NO_TIME, false);
    }
    Point point =
        question instanceof NamedValues values
            ? questions.readValues(values)
            : questions.read(((JsonRecord) question).value());
    if (point == null) {
      throw new InvalidPointException("value: expected a point, found the deletion of a row");
    }
    return point;
  }
}
