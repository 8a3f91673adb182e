package io.gyre.stream;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.fold.PartitionFold;
import org.apache.kafka.streams.processor.api.Record;

/** Reads records of the topic of points, and checks that the fold can take them. */
public final class PointIntake {

  /** The end of the year 9999, in ms since the epoch: beyond, windows would overflow. */
  private static final long MAX_TIMESTAMP = 253_402_300_799_999L;

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
   * @return null if the record is none and not meant as one
   * @throws InvalidPointException with the reason why it is a dead letter
   */
  public Point read(Record<byte[], byte[]> record) throws InvalidPointException {
    if (record.timestamp() > MAX_TIMESTAMP) {
      throw new InvalidPointException(
          "timestamp: expected 0 to %d (the end of the year 9999), found %s"
              .formatted(
                  MAX_TIMESTAMP,
                  record.timestamp() == PointTimestampExtractor.NEGATIVE
                      ? "a negative one"
                      : String.valueOf(record.timestamp())));
    }
    DeadLetterFactory.checkSize(record);
    Point point = reader.read(record.value());
    if (point != null) {
      fold.check(point);
    }
    return point;
  }
}
