package io.gyre.cli.command;

import io.gyre.file.Row;

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
}
