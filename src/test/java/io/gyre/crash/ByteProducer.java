package io.gyre.crash;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer of bytes that can keep a pace, and says when something could not be sent. */
public final class ByteProducer extends KafkaProducer<byte[], byte[]> {

  /**
   * When streams begin: about now, in whole seconds. A broker that recovers from a kill -9 forgets
   * idempotent producers whose last batch is stamped more than a day ago ({@code
   * producer.id.expiration.ms}), and takes what was in flight twice.
   */
  static final long START_MS = System.currentTimeMillis() / 1_000 * 1_000;

  private volatile Throwable failure;

  /**
   * @param settings names and values, in turn
   */
  public ByteProducer(String servers, Object... settings) {
    super(map(servers, settings), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Makes one that waits for longer than any outage of a test. */
  static ByteProducer patient(String servers) {
    return new ByteProducer(
        servers,
        "acks",
        "all",
        "linger.ms",
        5,
        "batch.size",
        131_072,
        "compression.type",
        "lz4",
        "max.request.size",
        8 << 20,
        "delivery.timeout.ms",
        600_000,
        "max.block.ms",
        120_000);
  }

  private static Map<String, Object> map(String servers, Object... settings) {
    Map<String, Object> map = new HashMap<>(Map.of("bootstrap.servers", servers));
    for (int i = 0; i < settings.length; i += 2) {
      map.put((String) settings[i], settings[i + 1]);
    }
    return map;
  }

  /** Sends a record; {@link #flush} fails if that fails, as the next one does. */
  void post(ProducerRecord<byte[], byte[]> record) {
    throwFailure();
    send(record, (metadata, thrown) -> fail(thrown));
  }

  /** Notes a failure, if it is one and the first. */
  void fail(Throwable thrown) {
    failure = failure == null ? thrown : failure;
  }

  /**
   * @throws AssertionError if something has failed
   */
  void throwFailure() {
    if (failure != null) {
      throw new AssertionError("a record could not be sent", failure);
    }
  }

  @Override
  public void flush() {
    super.flush();
    throwFailure();
  }

  /** Returns at a moment of {@link System#nanoTime}. */
  static void awaitDue(long due) {
    while (System.nanoTime() < due) {
      LockSupport.parkNanos(Math.min(2_000_000, Math.max(1, due - System.nanoTime())));
    }
  }
}
