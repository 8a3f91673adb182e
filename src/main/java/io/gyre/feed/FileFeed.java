package io.gyre.feed;

import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Sends the rows of a file, from a given one on, to a topic of one partition, and an end record
 * after the last, so that scores cover all rows, however long a window is.
 */
public final class FileFeed extends BackgroundFeed {

  public final FileRows file;
  private final FeedLoop.Records records;
  private final RowTimes times;
  private final double rate;
  private final AheadLimit limit;
  private final long beginNanos = System.nanoTime();
  private volatile Long endNanos; // when all rows of the file were on the topic; null before

  /**
   * Starts to send.
   *
   * @param file closed by this
   * @param records depend on the rows alone; told again the rows that were sent before
   * @param rate rows per second, above 0; infinite for as fast as they are taken
   * @param producer closed by this; must neither leave out a row nor change their order
   * @param end the offset after the last record; −1 if that is not known just now
   * @param committed the offset before which all is learned, as end; no row is far ahead of it
   */
  public FileFeed(
      FileRows file,
      FeedLoop.Records records,
      RowTimes times,
      double rate,
      Producer<byte[], byte[]> producer,
      String topic,
      LongSupplier end,
      LongSupplier committed) {
    super("file", file.stop, producer, topic);
    this.file = file;
    this.records = records;
    this.times = times;
    this.rate = rate;
    limit =
        new AheadLimit(
            () -> {
              sender.flush();
              return end.getAsLong();
            },
            committed);
    start();
  }

  @Override
  protected void send() throws InterruptedException {
    FeedLoop.Sink sink = new Numbered();
    if (file.find(row -> records.row(row, times.of(file.row - 1), sink))) {
      long first = file.row;
      FeedLoop.Pace pace =
          SendSchedule.replaying(rate, times.startMs()).withTimes(i -> times.of(first + i));
      if (!new FeedLoop(file, pace, records, sink, stop).run() || stop.requested()) {
        return;
      }
      sender.end(0, times.of(file.row), file.row);
      sender.flush();
    } else if (file.size < 0) {
      return; // It is stopped.
    }
    endNanos = System.nanoTime();
  }

  /** Numbers the records of rows, and leaves out rows that were sent before. */
  private final class Numbered implements FeedLoop.Sink {

    private long labels; // how many labels came behind the last row

    @Override
    public void point(String key, byte[] value, long timestamp) throws InterruptedException {
      labels = 0;
      if (!file.wasSent(-1) && limit.await(stop)) {
        sender.numbered(value, timestamp, file.row - 1);
        limit.sent(value.length);
      }
    }

    @Override
    public void label(String key, byte[] value, long timestamp) throws InterruptedException {
      if (!file.wasSent(labels) && limit.await(stop)) {
        sender.numberedLabel(value, timestamp, file.row - 1, labels);
        limit.sent(value.length);
      }
      labels++;
    }
  }

  /** Tells whether the last row of the file and its end record are on the topic. */
  public boolean ended() {
    return endNanos != null;
  }

  /** Returns how many rows of the file are on the topic. */
  public long rows() {
    return ended() ? file.size : sentBefore() + sender.points();
  }

  /** Returns how many of them were sent before. */
  public long sentBefore() {
    return file.sentBefore();
  }

  /**
   * Returns the number of rows in the file, before its end about as many as the share of its bytes
   * says that was read; null while unknown.
   */
  public Long total(long bytes) {
    double read = bytes > 0 ? share(bytes) : 0;
    return file.size >= 0 ? (Long) file.size : read > 0 ? Math.round(rows() / read) : null;
  }

  public long startMs() {
    return times.startMs();
  }

  /** Returns how long ago it began, in seconds. */
  public double age() {
    return (System.nanoTime() - beginNanos) / 1e9;
  }

  /** Returns how many rows a second were sent now. */
  public double perSecond() {
    double seconds = ended() ? (endNanos - beginNanos) / 1e9 : age();
    return sender.points() / Math.max(seconds, 0.001);
  }

  /** Returns the share of the file's bytes that was read, 0 to 1. */
  public double share(long bytes) {
    return ended() ? 1 : Math.min(1, file.bytesRead() / (double) Math.max(1, bytes));
  }

  @Override
  public void close() {
    super.close();
    file.close();
  }
}
