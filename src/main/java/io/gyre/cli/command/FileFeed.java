package io.gyre.cli.command;

import io.gyre.cli.StopSignal;
import io.gyre.dashboard.RowsSent;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import java.time.Duration;
import java.util.Optional;
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
final class FileFeed implements PointFeed {

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final FilePasses passes;
  private final RowTimes times;
  private final double rate;
  private final Producer<byte[], byte[]> producer;
  private final PointSender sender;
  private final Lead lead;
  private final RowTotal total;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final StopSignal stop;
  private final Thread thread = new Thread(this::run, "file");
  private final long begin = System.nanoTime();

  private volatile boolean ended;
  private volatile long endNanos;
  private volatile RuntimeException failure;

  /**
   * Starts to send.
   *
   * @param file opens it at its first row
   * @param before the rows that were sent before, which are passed over
   * @param endless whether another pass follows the last row
   * @param rate rows per second, above 0; infinite for as fast as they are taken
   * @param producer closed by this; must neither leave out a row nor change their order
   * @param learned how far the learners are, which no row may be too far ahead of
   * @param total counts the rows of the file; closed by this
   */
  FileFeed(
      Supplier<RowReader> file,
      SentRows before,
      boolean endless,
      RowTimes times,
      double rate,
      Producer<byte[], byte[]> producer,
      String topic,
      LearnedRows learned,
      RowTotal total) {
    this.total = total;
    passes = new FilePasses(file, before, endless, complaints::add);
    stop = passes.stop();
    this.times = times;
    this.rate = rate;
    this.producer = producer;
    sender = new PointSender(producer, topic);
    lead =
        new Lead(
            () -> {
              sender.flush();
              return learned.end();
            },
            learned::areAllBefore);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void send() throws InterruptedException {
    boolean more = passes.find();
    if (passes.size() >= 0) {
      end();
    }
    SendSchedule schedule =
        Double.isInfinite(rate) ? null : SendSchedule.replaying(rate, times.startMs());
    long first = passes.row();
    while (more) {
      for (Row row = passes.next(); row != null; row = passes.next()) {
        long number = passes.row() - 1;
        if (!lead.await(row.json().length, stop) || !isDue(schedule, number - first)) {
          return;
        }
        sender.send(row.json(), times.of(number), number, passes.pass());
      }
      if (stop.requested()) {
        return;
      }
      sender.end(0, times.of(passes.row()), passes.row(), passes.pass());
      sender.flush();
      end();
      more = passes.again();
    }
  }

  private boolean isDue(SendSchedule schedule, long i) throws InterruptedException {
    return schedule == null ? !stop.requested() : schedule.await(i, stop);
  }

  /** Notes that all rows of the file are on the topic. */
  private void end() {
    if (!ended) {
      endNanos = System.nanoTime();
      ended = true;
      total.close();
    }
  }

  /** Whether the last row of the file and its end record are on the topic. */
  boolean ended() {
    return ended;
  }

  /** Whether it goes on sending when the file has ended. */
  boolean endless() {
    return passes.endless();
  }

  /** The number of the present pass; 0 for the first. */
  long pass() {
    return passes.pass();
  }

  /** How many rows of the file are on the topic; each once, however often it was sent. */
  long rows() {
    return ended ? passes.size() : sentBefore() + sender.sent();
  }

  /** How many of them were sent before. */
  long sentBefore() {
    long before = passes.before().next();
    return ended ? Math.min(before, passes.size()) : before;
  }

  /** How many rows were sent now, in all passes. */
  long sentNow() {
    return sender.sent();
  }

  /** How many rows were passed over, of those read so far. */
  long bad() {
    return passes.bad();
  }

  /** How many of the rows read so far have no label. */
  long unlabelled() {
    return passes.unlabelled();
  }

  /** How much of the file was read in this pass, in bytes; of a compressed one, the compressed. */
  long bytesRead() {
    return passes.bytesRead();
  }

  /** How long ago it began. */
  double age() {
    return (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** How long it has been sending, or was until the end. */
  double seconds() {
    long until = ended && !endless() ? endNanos : System.nanoTime();
    return (until - begin) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** How far the rows of the file have been sent. */
  RowsSent sent() {
    long size = passes.size();
    Long rows = size >= 0 ? (Long) size : total.rows();
    return new RowsSent(total.file(), rows(), rows, ended, bad(), times.startMs());
  }

  @Override
  public Optional<Supplier<RowsSent>> progress() {
    return Optional.of(this::sent);
  }

  /** Takes the next line about a row that was passed over; null if there is none. */
  String complaint() {
    return complaints.poll();
  }

  @Override
  public void throwFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    stop.request();
    total.close();
    try {
      // A topic that was deleted under it would be waited for without end.
      thread.join(CLOSE.toMillis());
      producer.close(thread.isAlive() ? Duration.ZERO : CLOSE);
      thread.join();
    } catch (InterruptedException e) {
      producer.close(Duration.ZERO);
      Thread.currentThread().interrupt();
    }
    passes.close();
  }
}
