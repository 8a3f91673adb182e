package io.gyre.crash;

import io.gyre.Examples;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A stream for a topic, a spiral if nothing else is said: point i goes to partition i mod the
 * number of partitions, stamped as if 4,000 came a second, however fast they are sent. Once
 * idempotently, whatever the broker does.
 */
public final class PointStream implements AutoCloseable {

  static final int STAMPED_PER_SECOND = 4_000;

  /** The path of a field that can be a key. */
  public static final String PLACE = "features.2";

  private final LongFunction<byte[]> records;
  private final String topic;
  private int partitions;
  private final ByteProducer producer;
  private volatile long sent;
  private long shiftMs;

  PointStream(String servers, String topic, int partitions, long seed) {
    this(servers, topic, partitions, spirals(seed));
  }

  /**
   * @param records the value of record i
   */
  public PointStream(String servers, String topic, int partitions, LongFunction<byte[]> records) {
    this.records = records;
    this.topic = topic;
    this.partitions = partitions;
    producer = ByteProducer.patient(servers);
  }

  static LongFunction<byte[]> spirals(long seed) {
    Spirals spirals = Examples.spirals(seed);
    PointJson json = new PointJson();
    return i -> json.write(spirals.at(i));
  }

  /** Returns the i-th point with one feature more, {@link #PLACE}: one of 40. */
  static Point placed(Spirals spirals, long i) {
    Point point = spirals.at(i);
    double[] x = point.features();
    return new Point(point.id(), new double[] {x[0], x[1], i / 5 % 40}, point.label());
  }

  /** Sends this many more at a steady rate, and returns at once. */
  public Thread sendInBackground(long count, int perSecond) {
    return sendInBackground(count, perSecond, () -> false);
  }

  /** Sends this many more at a steady rate, and on while it is told to; returns at once. */
  public Thread sendInBackground(long atLeast, int perSecond, BooleanSupplier goOn) {
    Thread thread = new Thread(() -> send(atLeast, perSecond, goOn), "points");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Sends this many more, and returns when all are on the topic.
   *
   * @param perSecond 0 for as fast as it goes
   */
  public void send(long count, int perSecond) {
    send(count, perSecond, () -> false);
  }

  private void send(long atLeast, int perSecond, BooleanSupplier goOn) {
    long start = System.nanoTime();
    for (long i = 0; i < atLeast || goOn.getAsBoolean(); i++) {
      if (perSecond > 0) {
        ByteProducer.awaitDue(start + i * 1_000_000_000 / perSecond);
      }
      sendNext();
    }
    producer.flush();
  }

  /** How many have been sent. */
  public long sent() {
    return sent;
  }

  private void sendNext() {
    int partition = (int) (sent % partitions);
    sendTo(partition, timestampMs(), records.apply(sent));
    sent++;
  }

  private long timestampMs() {
    return ByteProducer.START_MS + shiftMs + sent * 1000 / STAMPED_PER_SECOND;
  }

  void sendTo(int partition, long timestamp, byte[] value) {
    producer.post(new ProducerRecord<>(topic, partition, timestamp, null, value));
  }

  /** From now on points go to this many partitions. */
  public void spreadOver(int number) {
    partitions = number;
  }

  /** Sends one point to each partition that closes all windows before it; later ones follow it. */
  public void closeWindows() {
    shiftMs += 10_000;
    long timestamp = timestampMs();
    for (int partition = 0; partition < partitions; partition++) {
      sendTo(partition, timestamp, records.apply(sent + partition));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
