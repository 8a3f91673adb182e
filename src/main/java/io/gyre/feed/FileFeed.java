package io.gyre.feed;

import io.gyre.file.RowReader;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Sends the rows of a file, from one on, to a topic of one partition, and behind the last an end
 * record; on a thread of its own. A row that cannot be read is passed over and reported.
 *
 * <p>If wanted, all of it is sent again and again. Each pass ends with an end record: so the scores
 * of the first are of all its rows, and every pass is seen, however long a window is. No row of the
 * next is late by that: see {@code Fold}.
 */
public final class FileFeed extends BackgroundFeed {

  private final FilePasses passes;
  private final RowsOnTopic before;
  private final RowTimes times;
  private final double rate;
  private final LearnedRows learned;
  private final RowTotal total;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final long begin = System.nanoTime();
  private volatile boolean ended;
  private volatile long endNanos;

  /**
   * Starts to send.
   *
   * @param file opens it at its first row
   * @param before the rows that were sent before, which are passed over
   * @param endless whether another pass follows the last row
   * @param labelsComeLate whether a row may be the label of one before
   * @param rate rows per second, above 0; infinite for as fast as they are taken
   * @param producer closed by this; must neither leave out a row nor change their order
   * @param learned how far the learners are, which no row may be too far ahead of
   * @param total counts the rows of the file; closed by this
   */
  public FileFeed(
      Supplier<RowReader> file,
      RowsOnTopic before,
      boolean endless,
      boolean labelsComeLate,
      RowTimes times,
      double rate,
      Producer<byte[], byte[]> producer,
      String topic,
      LearnedRows learned,
      RowTotal total) {
    super("file", producer, topic);
    this.before = before;
    this.times = times;
    this.rate = rate;
    this.learned = learned;
    this.total = total;
    passes = new FilePasses(file, before, endless, labelsComeLate, stop, complaints::add);
    start();
  }

  @Override
  protected void send() throws InterruptedException {
    boolean more = passes.find();
    if (passes.size() >= 0) {
      end();
    }
    long first = passes.row();
    Lead lead =
        new Lead(
            SendSchedule.replaying(rate, times.startMs()).withTimes(i -> times.of(first + i)),
            () -> {
              sender.flush();
              return learned.end();
            },
            learned::areAllBefore);
    FeedLoop.Records numbered =
        (row, timestamp, out) -> {
          sender.numbered(row.json(), timestamp, passes.row() - 1, passes.pass());
          lead.sent(row.json().length);
        };
    FeedLoop feed = new FeedLoop(passes, lead, numbered, sender, stop);
    while (more && feed.run()) {
      sender.end(0, times.of(passes.row()), passes.row(), passes.pass());
      sender.flush();
      end();
      more = passes.again();
    }
  }

  /** Notes that all rows of the file are on the topic. */
  private void end() {
    if (!ended) {
      endNanos = System.nanoTime();
      ended = true;
      total.close();
    }
  }

  /** Tells whether the last row of the file and its end record are on the topic. */
  public boolean ended() {
    return ended;
  }

  /** Returns the passes over the file, which count what was read. */
  public FilePasses passes() {
    return passes;
  }

  /** Returns how many rows of the file are on the topic; each once, however often it was sent. */
  public long rows() {
    return ended ? passes.size() : sentBefore() + sender.sent();
  }

  /** Returns how many of them were sent before. */
  public long sentBefore() {
    return ended ? Math.min(before.next(), passes.size()) : before.next();
  }

  /** Returns how many rows the file has; null as long as nobody knows. */
  public Long total() {
    return passes.size() >= 0 ? (Long) passes.size() : total.rows();
  }

  /** Returns the timestamp of the first row. */
  public long startMs() {
    return times.startMs();
  }

  /** Returns how long ago it began, in seconds. */
  public double age() {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Returns how many rows a second were sent now, in all passes. */
  public double perSecond() {
    double seconds = isOver() ? (endNanos - begin) / 1e9 : age();
    return sender.sent() / Math.max(seconds, 0.001);
  }

  /**
   * Returns the share of the file that was read in the present pass, 0 to 1.
   *
   * @param bytes how long the file is
   */
  public double share(long bytes) {
    return isOver() ? 1 : Math.min(1, passes.bytesRead() / (double) Math.max(1, bytes));
  }

  private boolean isOver() {
    return ended && !passes.endless();
  }

  /** Takes the next line about a row that was passed over; null if there is none. */
  public String complaint() {
    return complaints.poll();
  }

  @Override
  public void close() {
    total.close();
    super.close();
    passes.close();
  }
}
