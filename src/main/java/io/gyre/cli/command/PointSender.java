package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.view.NumberText;
import io.gyre.topic.PointHeaders;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sends points to a topic and counts what the cluster has acknowledged. Points carry no key: the
 * client spreads them over the partitions. One thread sends; any may read the counts.
 */
final class PointSender {

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param producer closed by the caller
   */
  PointSender(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * Hands a point to the client, which sends it in the background.
   *
   * @param value its record; not changed
   * @param timestamp its event time, in milliseconds since the epoch
   * @throws GyreException if an earlier point could not be delivered
   */
  void send(byte[] value, long timestamp) {
    send(value, timestamp, null);
  }

  /**
   * As above, for a row that the topic shall say the number of.
   *
   * @param row counted from 0
   * @param pass over the file, 0 for the first
   */
  void send(byte[] value, long timestamp, long row, long pass) {
    send(value, timestamp, headers(row, pass));
  }

  private static Headers headers(long row, long pass) {
    Headers headers = new RecordHeaders().add(PointHeaders.ROW, PointHeaders.ofNumber(row));
    return pass == 0 ? headers : headers.add(PointHeaders.PASS, PointHeaders.ofNumber(pass));
  }

  private void send(byte[] value, long timestamp, Headers headers) {
    throwFailure();
    producer.send(new ProducerRecord<>(topic, null, timestamp, null, value, headers), this::done);
    sent.incrementAndGet();
  }

  /**
   * Sends an end record to a partition, behind all points that were sent to it.
   *
   * @param timestamp in milliseconds since the epoch
   * @param rows how many were sent before it, in all passes
   * @param pass that it ends, 0 for the first
   * @throws GyreException if an earlier point could not be delivered
   */
  void end(int partition, long timestamp, long rows, long pass) {
    throwFailure();
    Headers headers = headers(rows, pass).add(PointHeaders.END, new byte[0]);
    producer.send(
        new ProducerRecord<>(topic, partition, timestamp, null, null, headers),
        (metadata, e) -> failure.compareAndSet(null, e));
  }

  /**
   * Waits until every point sent is acknowledged.
   *
   * @throws GyreException if one could not be delivered
   */
  void flush() {
    producer.flush();
    throwFailure();
  }

  /** Returns how many points were handed to the client. */
  long sent() {
    return sent.get();
  }

  /** Returns how many points the cluster has for certain. */
  long acknowledged() {
    return acknowledged.get();
  }

  private void done(RecordMetadata metadata, Exception e) {
    if (e == null) {
      acknowledged.incrementAndGet();
    } else {
      failure.compareAndSet(null, e);
    }
  }

  private void throwFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw new GyreException(
          "a point could not be delivered to the topic %s: %s. Acknowledged before that: %s of %s points sent."
              .formatted(
                  topic,
                  e.getMessage(),
                  NumberText.count(acknowledged()),
                  NumberText.count(sent())),
          e);
    }
  }
}
