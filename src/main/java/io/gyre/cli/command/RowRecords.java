package io.gyre.cli.command;

import io.gyre.file.Row;
import java.util.List;

/** Says which records are sent for each row, and in which order. Knows nothing of Kafka. */
interface RowRecords {

  /** Every row is one point. */
  RowRecords WHOLE = (row, timestamp, out) -> out.point(null, row.json(), timestamp);

  /**
   * Gives what is sent when a row has come.
   *
   * @param timestamp its event time, in milliseconds since the epoch
   */
  void row(Row row, long timestamp, RecordSink out);

  /** Gives what is still to be sent after the last row. */
  default void end(RecordSink out) {}

  /** Tells whether a row without a label may get it from a later row. */
  default boolean labelsComeLate() {
    return false;
  }

  /**
   * Returns what is to be said at the end, a line each.
   *
   * @param points sent
   * @param labels sent in records of their own
   */
  default List<String> summary(long points, long labels) {
    return List.of();
  }
}
