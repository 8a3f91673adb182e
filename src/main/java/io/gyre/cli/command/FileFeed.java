package io.gyre.cli.command;

import io.gyre.dashboard.RowsSent;
import io.gyre.file.RowReader;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * Sends the rows of a file, from one on, to a topic of one partition, and behind the last an end
 * record; on a thread of its own. A row that cannot be read is passed over and reported.
 *
 * <p>If wanted, all of it is sent again and again. Each pass ends with an end record: so the scores
 * of the first are of all its rows, and every pass is seen, however long a window is. No row of the
 * next is late by that: see {@link io.gyre.fold.Fold}.
 */
final class FileFeed extends PointFeed {

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
  FileFeed(
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
  void send() throws InterruptedException {
    boolean more = passes.find();
    if (passes.size() >= 0) {
      end();
    }
    Feed feed = feed(passes.row());
    while (more && feed.run()) {
      sender.end(0, times.of(passes.row()), passes.row(), passes.pass());
      sender.flush();
      end();
      more = passes.again();
    }
  }

  /**
   * @param first the number of the first row
   */
  private Feed feed(long first) {
    Lead lead =
        new Lead(
            SendSchedule.replaying(rate, times.startMs()).withTimes(i -> times.of(first + i)),
            () -> {
              sender.flush();
              return learned.end();
            },
            learned::areAllBefore);
    Feed.Records numbered =
        (row, timestamp, out) -> {
          sender.send(row.json(), timestamp, passes.row() - 1, passes.pass());
          lead.sent(row.json().length);
        };
    return new Feed(passes, lead, numbered, sender, stop);
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
  boolean ended() {
    return ended;
  }

  /** Returns the passes over the file, which count what was read. */
  FilePasses passes() {
    return passes;
  }

  /** Returns how many rows of the file are on the topic; each once, however often it was sent. */
  long rows() {
    return ended ? passes.size() : sentBefore() + sender.sent();
  }

  /** Returns how many of them were sent before. */
  long sentBefore() {
    return ended ? Math.min(before.next(), passes.size()) : before.next();
  }

  /** Returns how long ago it began, in seconds. */
  double age() {
    return secondsUntil(System.nanoTime());
  }

  private double secondsUntil(long nanos) {
    return (nanos - begin) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** Returns how many rows a second were sent now, in all passes. */
  double perSecond() {
    long until = ended && !passes.endless() ? endNanos : System.nanoTime();
    return sender.sent() / Math.max(secondsUntil(until), 0.001);
  }

  /**
   * Returns the share of the file that was read in the present pass, 0 to 1.
   *
   * @param bytes how long the file is
   */
  double share(long bytes) {
    return ended && !passes.endless()
        ? 1
        : Math.min(1, passes.bytesRead() / (double) Math.max(1, bytes));
  }

  /** Returns how far the rows of the file have been sent. */
  RowsSent sent() {
    long size = passes.size();
    Long rows = size >= 0 ? (Long) size : total.rows();
    return new RowsSent(total.file(), rows(), rows, ended, passes.bad(), times.startMs());
  }

  /** Takes the next line about a row that was passed over; null if there is none. */
  String complaint() {
    return complaints.poll();
  }

  @Override
  public void close() {
    total.close();
    super.close();
    passes.close();
  }
}
