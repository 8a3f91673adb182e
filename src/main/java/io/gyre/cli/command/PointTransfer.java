package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.StopSignal;
import io.gyre.file.Row;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/** Moves rows from a source to a topic until the source ends or the stop is requested. */
final class PointTransfer {

  private final RowSource source;
  private final RowRecords records;
  private final RecordSink sink;
  private final SendSchedule schedule;
  private final LongUnaryOperator times;
  private final StopSignal stop;
  private final LongConsumer progress;

  /**
   * @param records what is sent for a row
   * @param schedule when rows are due; null for at once
   * @param times the event time of each row, by its number from 0
   * @param progress gets the number of rows sent so far
   */
  PointTransfer(
      RowSource source,
      RowRecords records,
      RecordSink sink,
      SendSchedule schedule,
      LongUnaryOperator times,
      StopSignal stop,
      LongConsumer progress) {
    this.source = source;
    this.records = records;
    this.sink = sink;
    this.schedule = schedule;
    this.times = times;
    this.stop = stop;
    this.progress = progress;
  }

  /**
   * Moves them all; does not wait for the last to be acknowledged.
   *
   * @return whether the source ended, rather than being stopped before its end
   * @throws GyreException if the source cannot be read or the topic not written to
   */
  boolean run() throws InterruptedException {
    for (long i = 0; isDue(i); i++) {
      Row row = source.next();
      if (row == null) {
        return end();
      }
      records.row(row, times.applyAsLong(i), sink);
      progress.accept(i + 1);
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

  private boolean isDue(long i) throws InterruptedException {
    return schedule == null ? !stop.requested() : schedule.await(i, stop);
  }
}
