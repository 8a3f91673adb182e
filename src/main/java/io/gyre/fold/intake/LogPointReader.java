package io.gyre.fold.intake;

import io.gyre.Setting;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.record.RecordReader;
import io.gyre.data.record.RecordReader.Accepts;
import io.gyre.data.record.RecordSettings;
import io.gyre.data.record.SchemaFrame;

/** Reads points and labels from the records of a log. Not thread-safe. */
public final class LogPointReader {

  /** True if labels may come in separate records. */
  private final boolean late;

  private final KnownSchemas schemas;
  private final RecordReader points;
  private final RecordReader labels;

  public LogPointReader(RecordSettings records, boolean late, KnownSchemas schemas) {
    this.late = late;
    this.schemas = schemas;
    points =
        RecordReader.of(records, late ? Accepts.POINTS_AND_LABELS : Accepts.POINTS, schemas::find);
    labels = RecordReader.of(records.ofLabels(), Accepts.LABELS, schemas::find);
  }

  /**
   * Returns the id of the schema that a record needs and that is not known, or denied if that
   * counts; null if it needs none.
   */
  public String lacks(LogRecord record, boolean orDenied) {
    boolean isPoint = isPoint(record.kind());
    if (!isPoint && record.kind() != LogRecord.Kind.LABEL || record.unusable() != null) {
      return null;
    }
    SchemaFrame frame = (isPoint ? points : labels).frame(record.value(), record.schema());
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
}
