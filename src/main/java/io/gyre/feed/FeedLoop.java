package io.gyre.feed;

import io.gyre.StopSignal;
import io.gyre.file.Row;
import java.util.List;

/** Sends rows: each when it is due, as the records that it becomes. */
public final class FeedLoop {

  /** Where rows to be sent come from. */
  public interface Source {

    /**
     * Returns the next row, or null at the end and when the stop is requested.
     *
     * @throws io.gyre.GyreException if there may be more that cannot be read
     */
    Row next();
  }

  /** Says when each row is sent, and the event time that it bears. Rows are counted from 0. */
  public interface Pace {

    /**
     * Waits until row i may be sent.
     *
     * @return false if it is not to be sent, because the stop was requested
     */
    boolean await(long i, StopSignal stop) throws InterruptedException;

    /** Returns the event time of row i, in milliseconds since the epoch. */
    long timestamp(long i);
  }

  /** Says which records are sent for each row, and in which order. Knows nothing of Kafka. */
  public interface Records {

    /** Every row is one point. */
    Records WHOLE = (row, timestamp, out) -> out.point(row.key(), row.json(), timestamp);

    /**
     * Gives what is sent when a row has come.
     *
     * @param timestamp its event time, in milliseconds since the epoch
     */
    void row(Row row, long timestamp, Sink out);

    /** Gives what is still to be sent after the last row. */
    default void end(Sink out) {}

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

  /** Takes the records that rows become, in the order in which they are sent. */
  public interface Sink {

    /**
     * Takes a point.
     *
     * @param key null for none
     * @param value its record; kept
     * @param timestamp in milliseconds since the epoch
     */
    void point(String key, byte[] value, long timestamp);

    void label(String key, byte[] value, long timestamp);
  }

  private final Source source;
  private final Pace pace;
  private final Records records;
  private final Sink sink;
  private final StopSignal stop;

  private long sent;

  /**
   * @param records says what is sent for a row
   * @param stop ends the feed between two rows
   */
  public FeedLoop(Source source, Pace pace, Records records, Sink sink, StopSignal stop) {
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
  public boolean run() throws InterruptedException {
    // Nothing is waited for behind the last row.
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
