package io.gyre.bench;

import org.apache.kafka.clients.producer.Producer;

/**
 * Points in a transaction that is still open: they are on the topic, and whoever reads what is
 * committed sees none. So instances can all join first, and then have all points at once.
 */
final class HeldPoints implements AutoCloseable {

  private final Producer<byte[], byte[]> producer;

  HeldPoints(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Lets all be read. */
  void release() {
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close();
  }
}
