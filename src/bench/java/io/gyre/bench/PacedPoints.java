package io.gyre.bench;

import io.gyre.kafka.ClusterAccess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends points in a loop, from a thread of its own, at a pace that can be changed. */
final class PacedPoints implements AutoCloseable {

  /** Waking for each point would cost more than sending it. */
  private static final long LOOK_NANOS = 2_000_000;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final List<byte[]> values;
  private final Thread thread = new Thread(this::run, "points");
  private int next;
  private volatile double rate;
  private volatile boolean closed;

  PacedPoints(ClusterAccess cluster, String topic, List<byte[]> values) {
    producer = cluster.producer(Map.of("linger.ms", 5)); // Kafka's default
    this.topic = topic;
    this.values = values;
    thread.start();
  }

  /** Sends so many points a second from now on. */
  void pace(double perSecond) {
    rate = perSecond;
  }

  /** Sends points at once; only while the pace is 0. */
  void send(int points) {
    for (int i = 0; i < points && !closed; i++) {
      producer.send(new ProducerRecord<>(topic, values.get(next++ % values.size())));
    }
    producer.flush();
  }

  private void run() {
    double due = 0;
    long last = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = System.nanoTime();
      due += rate * (now - last) / 1e9;
      last = now;
      for (; due >= 1 && !closed; due--) {
        producer.send(new ProducerRecord<>(topic, values.get(next++ % values.size())));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
