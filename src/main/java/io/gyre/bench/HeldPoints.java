package io.gyre.bench;

import io.gyre.GyreException;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * Points in a transaction that is still open: they are on the topic, and whoever reads what is
 * committed sees none. So instances can all join first, and then have all points at once.
 */
final class HeldPoints implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;

  HeldPoints(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Lets all be read.
   *
   * @throws GyreException when the broker does not commit them, as after too long a time
   */
  void release() {
    try {
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw new GyreException(
          "the bench's points could not be committed, so nobody can read them: " + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
