package io.gyre.feed;

import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Sends the rows of a file, from a given one on, to a topic of one partition, and an end record
 * after the last. If passes are endless, each ends with an end record: so the first pass's scores
 * cover all its rows, and every pass is seen, however long a window is.
 */
public final class FileFeed extends BackgroundFeed {

  public final FilePasses passes;
  private final FeedLoop.Records records;
  private final RowTimes times;
  private final double rate;
  private final Lead lead;
  private final long beginNanos = System.nanoTime();
  private volatile Long endNanos; // when all rows of the file were on the topic; null before

  /**
   * Starts to send.
   *
   * @param passes closed by this
   * @param records depend on the rows of a pass alone; told again the rows that were sent before
   * @param rate rows per second, above 0; infinite for as fast as they are taken
   * @param producer closed by this; must neither leave out a row nor change their order
   * @param end the offset after the last record; −1 if that is not known just now
   * @param committed the offset before which all is learned, as end; no row is far ahead of it
   */
  public FileFeed(
      FilePasses passes,
      FeedLoop.Records records,
      RowTimes times,
      double rate,
      Producer<byte[], byte[]> producer,
      String topic,
      LongSupplier end,
      LongSupplier committed) {
    super("file", passes.stop, producer, topic);
    this.passes = passes;
    this.records = records;
    this.times = times;
    this.rate = rate;
    lead =
        new Lead(
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
    boolean more = passes.find(row -> records.row(row, times.of(passes.row - 1), sink));
    if (passes.size >= 0) {
      end();
    }
    long first = passes.row;
    FeedLoop.Pace pace =
        SendSchedule.replaying(rate, times.startMs()).withTimes(i -> times.of(first + i));
    FeedLoop feed = new FeedLoop(passes, pace, records, sink, stop);
    while (more && feed.run() && !stop.requested()) {
      sender.end(0, times.of(passes.row), passes.row, passes.pass());
      sender.flush();
      end();
      more = passes.again();
    }
  }

  /** Numbers the records of rows, and leaves out those that were sent before. */
  private final class Numbered implements FeedLoop.Sink {

    private long labels; // how many labels came behind the last row

    @Override
    public void point(String key, byte[] value, long timestamp) throws InterruptedException {
      labels = 0;
      if (!passes.wasSent(-1) && lead.await(stop)) {
        sender.numbered(value, timestamp, passes.row - 1, passes.pass());
        lead.sent(value.length);
      }
    }

    @Override
    public void label(String key, byte[] value, long timestamp) throws InterruptedException {
      if (!passes.wasSent(labels) && lead.await(stop)) {
        sender.numberedLabel(value, timestamp, passes.row - 1, passes.pass(), labels);
        lead.sent(value.length);
      }
      labels++;
    }
  }

  private void end() {
    if (endNanos == null) {
      endNanos = System.nanoTime();
    }
  }

  /** Tells whether the last row of the file and its end record are on the topic. */
  public boolean ended() {
    return endNanos != null;
  }

  /** Returns how many rows of the file are on the topic; each once, however often it was sent. */
  public long rows() {
    return ended() ? passes.size : sentBefore() + sender.points();
  }

  /** Returns how many of them were sent before. */
  public long sentBefore() {
    return ended() ? Math.min(passes.sentBefore(), passes.size) : passes.sentBefore();
  }

  /**
   * Returns the number of rows in the file, before its end about as many as the share of its bytes
   * says that was read; null while unknown.
   */
  public Long total(long bytes) {
    double read = bytes > 0 ? share(bytes) : 0;
    return passes.size >= 0 ? (Long) passes.size : read > 0 ? Math.round(rows() / read) : null;
  }

  public long startMs() {
    return times.startMs();
  }

  /** Returns how long ago it began, in seconds. */
  public double age() {
    return (System.nanoTime() - beginNanos) / 1e9;
  }

  /** Returns how many rows a second were sent now, in all passes. */
  public double perSecond() {
    double seconds = isOver() ? (endNanos - beginNanos) / 1e9 : age();
    return sender.points() / Math.max(seconds, 0.001);
  }

  /** Returns the share of the file's bytes that was read in the current pass, 0 to 1. */
  public double share(long bytes) {
    return isOver() ? 1 : Math.min(1, passes.bytesRead() / (double) Math.max(1, bytes));
  }

  private boolean isOver() {
    return ended() && !passes.endless;
  }

  @Override
  public void close() {
    super.close();
    passes.close();
  }
}
