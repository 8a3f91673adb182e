package io.gyre.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;

/** Producers that commit one small transaction after the other, over all partitions of a topic. */
final class Committing {

  private static final int PRODUCERS = 12;

  private final String servers;
  private final String topic;
  private final int partitions;
  private final AtomicInteger committed = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Committing(String servers, String topic, int partitions) {
    this.servers = servers;
    this.topic = topic;
    this.partitions = partitions;
    for (int i = 0; i < PRODUCERS; i++) {
      Thread thread = new Thread(this::run, "committing-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  private void run() {
    while (!closed) {
      commitUntilClosed();
    }
  }

  private void commitUntilClosed() {
    Producer<byte[], byte[]> producer = producer();
    try {
      producer.initTransactions();
      while (!closed) {
        producer.beginTransaction();
        for (int partition = 0; partition < partitions; partition++) {
          producer.send(new ProducerRecord<>(topic, partition, null, new byte[16]));
        }
        producer.commitTransaction();
        committed.incrementAndGet();
      }
    } catch (KafkaException e) {
      // The broker is gone, or was too slow for this transaction: another producer goes on.
      if (!closed) {
        System.out.println("a producer gave up: " + e);
      }
    } finally {
      // As if it were killed: what was begun is neither committed nor aborted by it.
      producer.close(Duration.ZERO);
    }
  }

  private Producer<byte[], byte[]> producer() {
    return new ByteProducer(
        servers,
        "transactional.id",
        "committing-" + UUID.randomUUID(),
        "transaction.timeout.ms",
        1_000,
        // Those that are cut off in the midst shall give up soon.
        "max.block.ms",
        3_000,
        "delivery.timeout.ms",
        2_000,
        "request.timeout.ms",
        1_500,
        "linger.ms",
        0);
  }

  /** Waits until so many transactions are committed. */
  void await(int transactions) {
    Awaitility.await("%d transactions".formatted(transactions))
        .atMost(Duration.ofMinutes(1))
        .until(() -> committed.get() >= transactions);
  }

  /** Ends all producers, committing nothing more. */
  void stop() throws InterruptedException {
    closed = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
