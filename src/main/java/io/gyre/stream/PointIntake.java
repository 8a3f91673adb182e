package io.gyre.stream;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.fold.PartitionFold;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Question;
import org.apache.kafka.streams.processor.api.Record;

/** Reads records of the topic of points, and checks that the fold can take them. */
public final class PointIntake {

  private final RecordReader reader;
  private final PartitionFold fold;

  /**
   * @param fold asked, not modified
   */
  public PointIntake(RecordReader reader, PartitionFold fold) {
    this.reader = reader;
    this.fold = fold;
  }

  /**
   * Reads a point.
   *
   * @return null if the record is none and not meant as one, or only a {@link Question}
   * @throws InvalidPointException with the reason why it is a dead letter
   */
  public Point read(Record<byte[], byte[]> record) throws InvalidPointException {
    if (Question.of(record.headers()) != null) {
      return null;
    }
    checkRecord(record);
    Point point = reader.read(record.value());
    if (point == null) {
      return null;
    }
    fold.check(point);
    return PointHeaders.pass(record.headers()) > 0 ? point.asRepeated() : point;
  }

  /**
   * Reads the point of a {@link Question}.
   *
   * @return without a label, whatever the record has; null if it is none and not meant as one
   * @throws InvalidPointException with the reason why it is a dead letter
   */
  public Point readQuestion(Record<byte[], byte[]> record) throws InvalidPointException {
    checkRecord(record);
    Point point = reader.read(record.value());
    return point == null ? null : point.withoutLabel();
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
