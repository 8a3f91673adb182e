package io.gyre.cli.command;

import io.gyre.cli.StopSignal;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.kafka.ClusterAccess;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;

/**
 * Sends the rows of a file, from one on, to a topic of one partition, and behind the last an end
 * record; on a thread of its own. A row that cannot be read is passed over and reported.
 */
final class FileFeed implements PointFeed {

  private final RowReader rows;
  private final SentRows before;
  private final RowTimes times;
  private final double rate;
  private final CountedRows counted;
  private final Producer<byte[], byte[]> producer;
  private final PointSender sender;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final StopSignal stop = new StopSignal();
  private final Thread thread = new Thread(this::run, "file");
  private final long begin = System.nanoTime();

  private volatile boolean skipping;
  private volatile boolean ended;
  private volatile long endNanos;
  private volatile RuntimeException failure;

  /**
   * Starts to send.
   *
   * @param rows from the file's first row on; closed by this
   * @param before the rows that were sent before, which are passed over
   * @param rate rows per second, above 0; infinite for as fast as they are taken
   */
  FileFeed(
      RowReader rows,
      SentRows before,
      RowTimes times,
      double rate,
      ClusterAccess cluster,
      String topic) {
    this.rows = rows;
    this.before = before;
    this.times = times;
    this.rate = rate;
    // The next row must not overtake one that is late, nor may that be given up.
    producer =
        cluster.producer(
            Map.of(
                "linger.ms", Double.isInfinite(rate) ? 20 : 5,
                "delivery.timeout.ms", Integer.MAX_VALUE,
                "max.block.ms", Integer.MAX_VALUE));
    sender = new PointSender(producer, topic);
    counted = new CountedRows(rows, stop, this::complain);
    thread.setDaemon(true);
    thread.start();
  }

  /** What was sent before has been complained about before. */
  private void complain(String line) {
    if (!skipping) {
      complaints.add(line);
    }
  }

  private void run() {
    try {
      ended = send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private boolean send() throws InterruptedException {
    if (before.ended()) {
      endNanos = System.nanoTime();
      return true;
    }
    skipping = true;
    for (long i = 0; i < before.next(); i++) {
      if (counted.next() == null) {
        return !stop.requested();
      }
    }
    skipping = false;
    SendSchedule schedule =
        Double.isInfinite(rate) ? null : SendSchedule.replaying(rate, times.startMs());
    for (long i = before.next(); isDue(schedule, i - before.next()); i++) {
      Row row = counted.next();
      if (row == null) {
        return !stop.requested() && end(i);
      }
      sender.send(row.json(), times.of(i), i);
    }
    return false;
  }

  private boolean isDue(SendSchedule schedule, long i) throws InterruptedException {
    return schedule == null ? !stop.requested() : schedule.await(i, stop);
  }

  private boolean end(long count) {
    sender.end(0, times.of(count), count);
    sender.flush();
    endNanos = System.nanoTime();
    return true;
  }

  /** Whether the last row and the end record are on the topic. */
  boolean ended() {
    return ended;
  }

  /** How many rows were sent, before and now. */
  long sent() {
    return before.next() + sender.sent();
  }

  /** How many of them were sent before. */
  long sentBefore() {
    return before.next();
  }

  /** How many rows were passed over, of those read so far. */
  long bad() {
    return counted.bad();
  }

  /** How many of the rows read so far have no label. */
  long unlabelled() {
    return counted.unlabelled();
  }

  /** How much of the file was read, in bytes; of a compressed one, the compressed. */
  long bytesRead() {
    return rows.bytesRead();
  }

  /** How long ago it began. */
  double age() {
    return (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** How long it has been sending, or was until the end. */
  double seconds() {
    long until = ended ? endNanos : System.nanoTime();
    return (until - begin) / (double) TimeUnit.SECONDS.toNanos(1);
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
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
    try {
      rows.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
