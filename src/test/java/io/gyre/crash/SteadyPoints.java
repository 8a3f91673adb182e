package io.gyre.crash;

import io.gyre.Examples;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Points in the background, to all partitions that the topic has in turn, whatever becomes of topic
 * and broker: those that cannot be sent within some seconds are lost.
 */
final class SteadyPoints implements AutoCloseable {

  private final String topic;
  private final long intervalNanos;
  private final Spirals spirals;
  private final Producer<byte[], byte[]> producer;
  private final AtomicLong written = new AtomicLong();
  private volatile boolean closed;

  SteadyPoints(String servers, String topic, int perSecond, long seed) {
    this.topic = topic;
    intervalNanos = 1_000_000_000 / perSecond;
    spirals = Examples.spirals(seed);
    producer =
        new ByteProducer(
            servers,
            // An idempotent producer would wait for what it sent to a topic that is gone.
            "enable.idempotence",
            false,
            "max.block.ms",
            1_000,
            "request.timeout.ms",
            2_000,
            "delivery.timeout.ms",
            3_000,
            "linger.ms",
            5,
            // Partitions that are added get points soon.
            "metadata.max.age.ms",
            1_000);
    Thread thread = new Thread(this::run, "points");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    PointJson json = new PointJson();
    for (long i = 0; !closed; i++) {
      try {
        int partition = (int) (i % producer.partitionsFor(topic).size());
        producer.send(
            new ProducerRecord<>(topic, partition, null, json.write(spirals.at(i))),
            (metadata, lost) -> written.addAndGet(lost == null ? 1 : 0));
      } catch (KafkaException e) {
        // The topic or the broker is away, and has been waited for.
      }
      LockSupport.parkNanos(intervalNanos);
    }
    producer.close(Duration.ZERO);
  }

  /** How many are on the topic, or were on those that bore its name before. */
  long written() {
    return written.get();
  }

  @Override
  public void close() {
    closed = true;
  }
}
