package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Measures from outside, as a reader of the predictions that are committed, until all are there or
 * the bench is stopped.
 */
record Probe(Workload workload) {

  /** Points before these many seconds have passed are sent, but not counted. */
  private static final int LEAD_IN_SECONDS = 2;

  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * Sends points and times each from the moment that it was due to be sent to the moment that its
   * predictions are read. A point sent late counts from when it was due, so that a stall shows in
   * every point that it held up. A point's key is the time it was due at; predictions carry the key
   * of their point.
   *
   * @param setup what answers
   * @param rate points a second
   * @param seconds that are counted
   * @return latencies in ns
   */
  Histogram latency(TopicNames topics, Setup setup, int rate, int seconds) {
    long count = (long) (LEAD_IN_SECONDS + seconds) * rate;
    long start = System.nanoTime() + SECOND_NANOS / 10;
    Histogram latencies = new Histogram(3);
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> send(topics.points(), setup.partitions(), rate, start, count));
    read(
        topics,
        count * setup.outputs(),
        () -> {},
        record -> {
          long due = ByteBuffer.wrap(record.key()).getLong();
          long nanos = System.nanoTime() - due;
          if (nanos > PATIENCE_NANOS) {
            throw new GyreException(
                "a prediction came more than a minute after its point was due. Is the rate more than the machine can do? Lower --rate");
          }
          if (due >= start + LEAD_IN_SECONDS * SECOND_NANOS) {
            latencies.recordValue(nanos);
          }
        });
    sender.join();
    return latencies;
  }

  private void send(String topic, int partitions, int rate, long start, long count) {
    try (Producer<byte[], byte[]> producer = workload.cluster().producer(Map.of("linger.ms", 0))) {
      for (long i = 0; i < count && !workload.stopped().getAsBoolean(); i++) {
        long due = start + i * SECOND_NANOS / rate;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(due).array();
        producer.send(new ProducerRecord<>(topic, (int) (i % partitions), key, workload.value(i)));
      }
    }
  }

  /**
   * Reads the predictions of all partitions, from the first on.
   *
   * @param predictions how many there will be
   * @param begin run when everything is ready
   * @return the time from then to the last of them, in ns
   */
  long read(
      TopicNames topics,
      long predictions,
      Runnable begin,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (TopicReader reader =
        new TopicReader(workload.cluster(), List.of(topics.of(Topic.PREDICTIONS)), true)) {
      long from = System.nanoTime();
      begin.run();
      long last = System.nanoTime();
      long missing = predictions;
      while (missing > 0 && !workload.stopped().getAsBoolean()) {
        ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
        records.forEach(each);
        missing -= records.count();
        if (!records.isEmpty()) {
          last = System.nanoTime();
        } else if (System.nanoTime() - last > PATIENCE_NANOS) {
          throw new GyreException(
              "%d predictions did not come within a minute of the last one. The log says more"
                  .formatted(missing));
        }
      }
      return System.nanoTime() - from;
    }
  }
}
