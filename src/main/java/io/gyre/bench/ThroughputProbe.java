package io.gyre.bench;

import io.gyre.topic.TopicNames;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Times the points that an application has waiting, by the predictions that it commits. */
final class ThroughputProbe {

  /** The share of the predictions after which measuring starts: caches and buffers are filled. */
  private static final double LEAD_IN = 0.1;

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final BenchContext context;

  ThroughputProbe(BenchContext context) {
    this.context = context;
  }

  /**
   * Counts predictions until all are there, or the bench is stopped.
   *
   * @param predictions how many there will be
   * @return what was measured
   */
  Span run(TopicNames topics, long predictions, HeldPoints points) {
    try (PredictionReader reader = new PredictionReader(context.cluster(), topics)) {
      long from = System.nanoTime();
      points.release();
      long first = await(reader, 0, (long) (LEAD_IN * predictions));
      long before = 0;
      // Few points may all come with one commit: then starting counts as well.
      if (first < predictions / 2) {
        from = System.nanoTime();
        before = first;
      }
      long end = await(reader, first, predictions);
      return new Span((double) (end - before) / predictions, System.nanoTime() - from);
    }
  }

  private long await(PredictionReader reader, long count, long wanted) {
    long found = count;
    long last = System.nanoTime();
    while (found < wanted && !context.isStopped()) {
      long before = found;
      for (ConsumerRecord<byte[], byte[]> ignored : reader.poll()) {
        found++;
      }
      long now = System.nanoTime();
      if (found > before) {
        last = now;
      } else if (now - last > PATIENCE_NANOS) {
        throw PredictionReader.late(wanted - found, "of the last one", "The log says more");
      }
    }
    return found;
  }

  /**
   * What was measured.
   *
   * @param share of all predictions that came in it
   */
  record Span(double share, long nanos) {}
}
