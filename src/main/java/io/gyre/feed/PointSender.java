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
 * Sends points to a topic, and labels to the same or another, and counts the acknowledged records.
 * Each method that sends throws a {@link GyreException} if an earlier record could not be
 * delivered. One thread sends; any may read the counts.
 */
public final class PointSender implements FeedLoop.Sink {

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final String labelsTopic;
  private final AtomicLong points = new AtomicLong();
  private final AtomicLong labels = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Failure> failure = new AtomicReference<>();

  private record Failure(String what, String topic, Exception reason) {}

  /** Makes a sender to a topic of points and to one of labels, which may be the same. */
  public PointSender(Producer<byte[], byte[]> producer, String topic, String labelsTopic) {
    this.producer = producer;
    this.topic = topic;
    this.labelsTopic = labelsTopic;
  }

  @Override
  public void point(String key, byte[] value, long timestamp) {
    send("point", new ProducerRecord<>(topic, null, timestamp, bytes(key), value));
  }

  @Override
  public void label(String key, byte[] value, long timestamp) {
    send("label", new ProducerRecord<>(labelsTopic, null, timestamp, bytes(key), value));
  }

  private static byte[] bytes(String key) {
    return key == null ? null : key.getBytes(UTF_8);
  }

  /** Sends a point with the number of its row, from 0, in the record. */
  void numbered(byte[] value, long timestamp, long row) {
    send("point", new ProducerRecord<>(topic, null, timestamp, null, value, headers(row)));
  }

  /** Sends the n-th label behind a row, both from 0. */
  void numberedLabel(byte[] value, long timestamp, long row, long n) {
    Headers headers = headers(row).add(PointHeaders.LABEL, PointHeaders.ofNumber(n));
    send("label", new ProducerRecord<>(labelsTopic, null, timestamp, null, value, headers));
  }

  /** Sends an end record, before which so many rows were sent. */
  public void end(int partition, long timestamp, long rows) {
    Headers headers = headers(rows).add(PointHeaders.END, new byte[0]);
    send("point", new ProducerRecord<>(topic, partition, timestamp, null, null, headers));
  }

  private static Headers headers(long row) {
    return new RecordHeaders().add(PointHeaders.ROW, PointHeaders.ofNumber(row));
  }

  /** Sends a record, and counts it unless it has no value. */
  private void send(String what, ProducerRecord<byte[], byte[]> record) {
    throwFailure();
    String to = record.topic();
    int counted = record.value() == null ? 0 : 1;
    // First: the record may be acknowledged before the client returns.
    (what.equals("label") ? labels : points).addAndGet(counted);
    producer.send(
        record,
        (metadata, e) -> {
          if (e == null) {
            acknowledged.addAndGet(counted);
          } else {
            failure.compareAndSet(null, new Failure(what, to, e));
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
    return points.get() + labels.get();
  }

  /** Returns how many of those are points. */
  public long points() {
    return points.get();
  }

  /** Returns how many of those are labels in separate records. */
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
