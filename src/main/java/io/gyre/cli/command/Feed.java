package io.gyre.cli.command;

import io.gyre.cli.StopSignal;
import io.gyre.file.Row;

/**
 * Sends rows: each when it is due, as the records that it becomes.
 *
 * <pre>
 *  RowSource ─► Pace ─► RowRecords ─► RecordSink
 * </pre>
 */
final class Feed {

  private final RowSource source;
  private final Pace pace;
  private final RowRecords records;
  private final RecordSink sink;
  private final StopSignal stop;

  private long sent;

  /**
   * @param records says what is sent for a row
   * @param stop ends the feed between two rows
   */
  Feed(RowSource source, Pace pace, RowRecords records, RecordSink sink, StopSignal stop) {
    this.source = source;
    this.pace = pace;
    this.records = records;
    this.sink = sink;
    this.stop = stop;
  }

  /**
   * Sends all rows, and does not wait for the last to be acknowledged. Called again, it goes on
   * with what the source has then.
   *
   * @return whether the source ended, rather than being stopped before its end
   * @throws io.gyre.GyreException if the source cannot be read or the topic not written to
   */
  boolean run() throws InterruptedException {
    for (; pace.await(sent, stop); sent++) {
      Row row = source.next();
      if (row == null) {
        return end();
      }
      records.row(row, pace.timestamp(sent), sink);
    }
    return false;
  }

  private boolean end() {
    if (stop.requested()) {
      return false;
    }
    records.end(sink);
    return true;
  }
}
