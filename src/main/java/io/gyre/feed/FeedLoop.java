package io.gyre.feed;

import io.gyre.StopSignal;
import io.gyre.file.Row;
import java.util.List;

/** Sends each row when it is due, as one or more records. */
public final class FeedLoop {

  /** A source of rows to send. */
  public interface Source {

    /** Returns the next row, or null at the end and when the stop is requested. */
    Row next();
  }

  /** Decides when each row is sent, and its event time. Rows are counted from 0. */
  public interface Pace {

    /** Waits until row i may be sent; returns false if the stop was requested. */
    boolean await(long i, StopSignal stop) throws InterruptedException;

    /** Returns the event time of row i, in milliseconds since the epoch. */
    long timestamp(long i);
  }

  /** Says which records are sent for each row, and in which order. Knows nothing of Kafka. */
  public interface Records {

    Records WHOLE = (row, timestamp, out) -> out.point(null, row.json(), timestamp);

    /** Passes on the records for a row with this event time. */
    void row(Row row, long timestamp, Sink out) throws InterruptedException;

    /** Passes on the records that follow the last row. */
    default void end(Sink out) throws InterruptedException {}

    /** Returns the lines to print at the end about the points and labels sent. */
    default List<String> summary(long points, long labels) {
      return List.of();
    }
  }

  /**
   * Takes the records that rows become, in the order in which they are sent. It may wait for room,
   * and take none after a stop.
   */
  public interface Sink {

    /** Takes and keeps a point's record; the key may be null, the time is in ms. */
    void point(String key, byte[] value, long timestamp) throws InterruptedException;

    void label(String key, byte[] value, long timestamp) throws InterruptedException;
  }

  private final Source source;
  private final Pace pace;
  private final Records records;
  private final Sink sink;
  private final StopSignal stop;

  private long sent;

  /** Makes a feed that the stop ends between two rows. */
  public FeedLoop(Source source, Pace pace, Records records, Sink sink, StopSignal stop) {
    this.source = source;
    this.pace = pace;
    this.records = records;
    this.sink = sink;
    this.stop = stop;
  }

  /**
   * Sends all rows; called again, the source's next ones. Returns whether the source ended, rather
   * than being stopped; throws a GyreException if it cannot be read or the topic not written to.
   */
  public boolean run() throws InterruptedException {
    for (Row row = source.next(); row != null; row = source.next()) {
      if (!pace.await(sent, stop)) {
        return false;
      }
      records.row(row, pace.timestamp(sent), sink);
      sent++;
    }
    if (stop.requested()) {
      return false;
    }
    records.end(sink);
    return true;
  }
}
