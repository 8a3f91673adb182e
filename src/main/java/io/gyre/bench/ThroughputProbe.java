package io.gyre.bench;

import io.gyre.topic.TopicNames;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Times the points that an application has waiting, from when they can be read until the last of
 * their predictions is committed. Nothing is left out at the beginning: merging runs ahead of
 * learning, so most of it would be.
 */
final class ThroughputProbe {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final BenchContext context;

  ThroughputProbe(BenchContext context) {
    this.context = context;
  }

  /**
   * Counts predictions until all are there, or the bench is stopped.
   *
   * @param predictions how many there will be
   * @return the time in ns
   */
  long run(TopicNames topics, long predictions, HeldPoints points) {
    try (PredictionReader reader = new PredictionReader(context.cluster(), topics)) {
      long from = System.nanoTime();
      points.release();
      await(reader, predictions);
      return System.nanoTime() - from;
    }
  }

  private void await(PredictionReader reader, long predictions) {
    long missing = predictions;
    long last = System.nanoTime();
    while (missing > 0 && !context.isStopped()) {
      long before = missing;
      for (ConsumerRecord<byte[], byte[]> ignored : reader.poll()) {
        missing--;
      }
      long now = System.nanoTime();
      if (missing < before) {
        last = now;
      } else if (now - last > PATIENCE_NANOS) {
        throw PredictionReader.late(missing, "of the last one", "The log says more");
      }
    }
  }
}
