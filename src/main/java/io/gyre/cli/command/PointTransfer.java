package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.StopSignal;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.PointReader;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Moves points from a source to a topic until the source ends or the stop is requested. A line that
 * is no point is reported and passed over.
 */
final class PointTransfer {

  /** After so many bad lines their number says enough. */
  static final int REPORTED = 10;

  private final PointReader source;
  private final PointSender sender;
  private final SendSchedule schedule;
  private final StopSignal stop;
  private final Consumer<String> complaints;
  private final LongConsumer progress;
  private volatile long bad;

  /**
   * @param schedule when points are due and what time they bear; null for at once, and now
   * @param complaints gets a line about each of the first bad lines
   * @param progress gets the number of points sent so far
   */
  PointTransfer(
      PointReader source,
      PointSender sender,
      SendSchedule schedule,
      StopSignal stop,
      Consumer<String> complaints,
      LongConsumer progress) {
    this.source = source;
    this.sender = sender;
    this.schedule = schedule;
    this.stop = stop;
    this.complaints = complaints;
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
      Point point = nextGood();
      if (point == null) {
        return !stop.requested();
      }
      sender.send(point, schedule == null ? System.currentTimeMillis() : schedule.timestamp(i));
      progress.accept(i + 1);
    }
    return false;
  }

  /** Returns how many lines were no points. */
  long bad() {
    return bad;
  }

  private boolean isDue(long i) throws InterruptedException {
    return schedule == null ? !stop.requested() : schedule.await(i, stop);
  }

  /** Returns the next point that is one, or null at the end. */
  private Point nextGood() {
    while (!stop.requested()) {
      try {
        return source.next();
      } catch (InvalidPointException e) {
        complain(e.getMessage());
      } catch (IOException e) {
        throw new GyreException("the points cannot be read any further: " + e.getMessage(), e);
      }
    }
    return null;
  }

  private void complain(String reason) {
    // Only the thread that runs the transfer writes it.
    bad = bad + 1;
    if (bad <= REPORTED) {
      complaints.accept("passed over " + reason);
    } else if (bad == REPORTED + 1) {
      complaints.accept("more lines are passed over; their number follows at the end");
    }
  }
}
