package io.gyre.fold.intake;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.data.RecordReader.Accepts;
import io.gyre.data.RecordSettings;

/** Reads the records of a log, whatever is in them. Not thread-safe. */
public final class LogRecordReader {

  /** Whether labels may come in records of their own. */
  private final boolean late;

  private final RecordReader points;
  private final RecordReader questions;
  private final RecordReader labels;

  public LogRecordReader(RecordSettings records, boolean late) {
    this.late = late;
    points = new RecordReader(records, late ? Accepts.POINTS_AND_LABELS : Accepts.POINTS);
    questions = new RecordReader(records.ofQuestions());
    labels = new RecordReader(records.ofLabels(), Accepts.LABELS);
  }

  /**
   * Reads a point, and names it if it has no id.
   *
   * @return null if the record is none and not meant as one
   * @throws InvalidPointException with the reason why it is a dead letter
   */
  public Point point(LogRecord record) throws InvalidPointException {
    Point point = read(points, record);
    return point != null && record.repeated() ? point.asRepeated() : point;
  }

  /** Reads a question like a {@link #point}, but ignores its label. */
  public Point question(LogRecord record) throws InvalidPointException {
    Point point = read(questions, record);
    return point == null ? null : point.withoutLabel();
  }

  /** Reads the id and the label of a label that comes alone. */
  public Point label(LogRecord record) throws InvalidPointException {
    record.check();
    if (!late) {
      throw new InvalidPointException(
          "label: expected one that comes with its point, found one that comes alone, which is for"
              + " --late-labels");
    }
    return labels.read(record.value());
  }

  private static Point read(RecordReader reader, LogRecord record) throws InvalidPointException {
    record.check();
    Point point = reader.read(record.value());
    return point == null || point.id() != null || point.fields().size() == 0
        ? point
        : point.withId(record.partition() + "-" + record.offsetInPartition());
  }
}
