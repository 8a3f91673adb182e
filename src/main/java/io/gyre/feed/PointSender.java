package io.gyre.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.topic.PointHeaders;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sends points to a topic, and labels to the same or another, and counts what the cluster has
 * acknowledged. The client spreads points without a key over the partitions. One thread sends; any
 * may read the counts.
 *
 * <p>Each method that sends throws a {@link GyreException} if an earlier record could not be
 * delivered.
 */
public final class PointSender implements FeedLoop.Sink {

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final String labelsTopic;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong labels = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Failure> failure = new AtomicReference<>();

  private record Failure(String what, String topic, Exception reason) {}

  /**
   * @param producer closed by the caller
   * @param labelsTopic of labels in records of their own; that of the points, or another
   */
  public PointSender(Producer<byte[], byte[]> producer, String topic, String labelsTopic) {
    this.producer = producer;
    this.topic = topic;
    this.labelsTopic = labelsTopic;
  }

  @Override
  public void point(String key, byte[] value, long timestamp) {
    send("point", topic, key, value, timestamp, null);
  }

  @Override
  public void label(String key, byte[] value, long timestamp) {
    send("label", labelsTopic, key, value, timestamp, null);
    labels.incrementAndGet();
  }

  /**
   * Sends a point whose row's number the record says.
   *
   * @param row counted from 0
   * @param pass over the file, 0 for the first
   */
  void numbered(byte[] value, long timestamp, long row, long pass) {
    send("point", topic, null, value, timestamp, headers(row, pass));
  }

  private static Headers headers(long row, long pass) {
    Headers headers = new RecordHeaders().add(PointHeaders.ROW, PointHeaders.ofNumber(row));
    return pass == 0 ? headers : headers.add(PointHeaders.PASS, PointHeaders.ofNumber(pass));
  }

  private void send(
      String what, String to, String key, byte[] value, long timestamp, Headers headers) {
    throwFailure();
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    producer.send(
        new ProducerRecord<>(to, null, timestamp, keyBytes, value, headers),
        (metadata, e) -> {
          if (e == null) {
            acknowledged.incrementAndGet();
          } else {
            failure.compareAndSet(null, new Failure(what, to, e));
          }
        });
    sent.incrementAndGet();
  }

  /**
   * Sends an end record to a partition, behind all points that were sent to it.
   *
   * @param timestamp in milliseconds since the epoch
   * @param rows how many were sent before it, in all passes
   * @param pass that it ends, 0 for the first
   */
  public void end(int partition, long timestamp, long rows, long pass) {
    throwFailure();
    Headers headers = headers(rows, pass).add(PointHeaders.END, new byte[0]);
    producer.send(
        new ProducerRecord<>(topic, partition, timestamp, null, null, headers),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, new Failure("point", topic, e));
          }
        });
  }

  /** Waits until everything sent is acknowledged. */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  /** Returns how many points and labels were handed to the client. */
  public long sent() {
    return sent.get();
  }

  /** Returns how many of those are labels in records of their own. */
  public long labels() {
    return labels.get();
  }

  /** Returns how many points and labels the cluster has for certain. */
  public long acknowledged() {
    return acknowledged.get();
  }

  void throwFailure() {
    Failure first = failure.get();
    if (first != null) {
      throw new GyreException(
          "a %s could not be delivered to the topic %s: %s. Acknowledged before that: %,d of %,d %s sent."
              .formatted(
                  first.what,
                  first.topic,
                  first.reason.getMessage(),
                  acknowledged(),
                  sent(),
                  labels() > 0 ? "records" : "points"),
          first.reason);
    }
  }
}
