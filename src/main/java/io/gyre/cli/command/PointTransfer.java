package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.StopSignal;
import io.gyre.file.Row;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/** Moves points from a source to a topic until the source ends or the stop is requested. */
final class PointTransfer {

  private final RowSource source;
  private final PointSender sender;
  private final SendSchedule schedule;
  private final LongUnaryOperator times;
  private final StopSignal stop;
  private final LongConsumer progress;

  /**
   * @param schedule when points are due; null for at once
   * @param times the event time of each point, by its number from 0
   * @param progress gets the number of points sent so far
   */
  PointTransfer(
      RowSource source,
      PointSender sender,
      SendSchedule schedule,
      LongUnaryOperator times,
      StopSignal stop,
      LongConsumer progress) {
    this.source = source;
    this.sender = sender;
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
        return !stop.requested();
      }
      sender.send(row.json(), times.applyAsLong(i));
      progress.accept(i + 1);
    }
    return false;
  }

  private boolean isDue(long i) throws InterruptedException {
    return schedule == null ? !stop.requested() : schedule.await(i, stop);
  }
}
