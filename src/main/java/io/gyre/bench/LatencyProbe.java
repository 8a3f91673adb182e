package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.topic.TopicNames;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Times points from the moment that each was due to be sent to the moment that a reader of
 * committed records has its predictions. A point sent late counts from when it was due, so that a
 * stall shows in every point that it held up.
 *
 * <p>A point's key is the time it was due at; predictions carry the key of their point.
 */
final class LatencyProbe {

  /** Points before these many seconds have passed are sent, but not counted. */
  private static final int LEAD_IN_SECONDS = 2;

  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long LONGEST_NANOS = 60 * SECOND_NANOS;
  private static final int DIGITS = 3;

  private final BenchContext context;
  private final Workload workload;
  private final int partitions;
  private final int rate;
  private final int seconds;

  /**
   * @param partitions of the points
   * @param rate points a second
   * @param seconds that are counted
   */
  LatencyProbe(BenchContext context, Workload workload, int partitions, int rate, int seconds) {
    this.context = context;
    this.workload = workload;
    this.partitions = partitions;
    this.rate = rate;
    this.seconds = seconds;
  }

  /**
   * Sends points and times them, until all are answered or the bench is stopped.
   *
   * @param outputs records that each point gives
   * @return latencies in ns, up to a minute
   */
  Histogram run(TopicNames topics, int outputs) {
    long count = (long) (LEAD_IN_SECONDS + seconds) * rate;
    long startNanos = System.nanoTime() + SECOND_NANOS / 10;
    long countedFrom = startNanos + LEAD_IN_SECONDS * SECOND_NANOS;
    Thread sender = new Thread(() -> send(topics.points(), startNanos, count), "gyre-bench-sender");
    Histogram latencies = new Histogram(1_000, LONGEST_NANOS, DIGITS);
    try (PredictionReader reader = new PredictionReader(context.cluster(), topics)) {
      sender.start();
      long missing = count * outputs;
      long deadline = startNanos + count * SECOND_NANOS / rate + LONGEST_NANOS;
      while (missing > 0 && !context.isStopped()) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
          note(record, countedFrom, latencies);
          missing--;
        }
        require(System.nanoTime() < deadline, missing);
      }
    }
    join(sender);
    return latencies;
  }

  private static void note(
      ConsumerRecord<byte[], byte[]> record, long countedFrom, Histogram latencies) {
    long due = ByteBuffer.wrap(record.key()).getLong();
    if (due >= countedFrom) {
      latencies.recordValue(Math.min(System.nanoTime() - due, LONGEST_NANOS));
    }
  }

  private static void require(boolean inTime, long missing) {
    if (!inTime) {
      throw PredictionReader.late(
          missing, "of the last point", "Is the rate more than the machine can do? Lower --rate");
    }
  }

  private void send(String topic, long startNanos, long count) {
    try (Producer<byte[], byte[]> producer = context.cluster().producer(Map.of("linger.ms", 0))) {
      for (long i = 0; i < count && !context.isStopped(); i++) {
        long due = startNanos + i * SECOND_NANOS / rate;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(due).array();
        producer.send(new ProducerRecord<>(topic, (int) (i % partitions), key, workload.value(i)));
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(TimeUnit.MINUTES.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GyreException("interrupted while measuring", e);
    }
  }
}
