package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;

/** The bench's topics and points on the cluster; everything bears one prefix and is removed. */
final class Workload {

  /** 2026-01-01 in ms since the epoch: any fixed time, so that runs can be compared. */
  private static final long START_MS = 1_767_225_600_000L;

  private static final long SECOND_MS = 1_000;

  private static final long LOOK_NANOS = 200_000_000;

  /** As long as a client that is gone stays in its group, and some more. */
  private static final long SESSION_NANOS =
      TimeUnit.MILLISECONDS.toNanos(StreamsConfiguration.SESSION_TIMEOUT_MS + 5_000L);

  /**
   * While points are held they are sent, processes start and share the work out. Brokers allow a
   * quarter of an hour.
   */
  private static final int HELD_MS = 600_000;

  static final List<Label> CLASSES = List.of(Label.of(0), Label.of(1));

  /** What a round writes is not read again: keep little of it. */
  private static final Map<String, String> SHORT_LIVED =
      Map.of(
          TopicConfig.RETENTION_BYTES_CONFIG, String.valueOf(256 << 20),
          TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(64 << 20));

  private static final Map<String, String> KEPT =
      Map.of(TopicConfig.RETENTION_BYTES_CONFIG, "-1", TopicConfig.RETENTION_MS_CONFIG, "-1");

  private final ClusterAccess cluster;
  private final int features;
  private final Spirals spirals = Spirals.standard(42);
  private final PointJson json = new PointJson();

  Workload(ClusterAccess cluster, int features) {
    this.cluster = cluster;
    this.features = features;
  }

  /** Returns a prefix for all topics and groups of one measurement. */
  static String newPrefix() {
    return "gyre-bench-" + UUID.randomUUID().toString().substring(0, 8) + "-";
  }

  /** Creates the topics of one prefix. */
  void provision(String prefix, int partitions) {
    try (Admin admin = cluster.admin()) {
      TopicNames names = TopicNames.standard().withPrefix(prefix);
      new Provisioner(admin)
          .provision(names, partitions, Map.of("points", KEPT, "predictions", SHORT_LIVED));
    }
  }

  /** Sends all points of the throughput rounds, in turn to each partition; fewer when stopped. */
  void produce(BenchSettings plan, String prefix, BooleanSupplier stopped) {
    TopicNames names = TopicNames.standard().withPrefix(prefix);
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      send(
          producer,
          names.points(),
          plan.partitions(),
          plan.points(),
          plan.pointsPerWindow(),
          stopped);
    }
  }

  /**
   * As {@link #produce}, but nobody can read the points until they are released, within ten
   * minutes.
   */
  HeldPoints hold(
      TopicNames names, int partitions, int points, int pointsPerWindow, BooleanSupplier stopped) {
    Producer<byte[], byte[]> producer =
        cluster.producer(
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                names.points(),
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                HELD_MS));
    HeldPoints held = new HeldPoints(producer);
    try {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, names.points(), partitions, points, pointsPerWindow, stopped);
      return held;
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private void send(
      Producer<byte[], byte[]> producer,
      String topic,
      int partitions,
      int points,
      int pointsPerWindow,
      BooleanSupplier stopped) {
    AtomicReference<Exception> refused = new AtomicReference<>();
    for (int i = 0; i < points && refused.get() == null && !stopped.getAsBoolean(); i++) {
      long timestamp = START_MS + i * SECOND_MS / pointsPerWindow;
      producer.send(
          new ProducerRecord<>(topic, i % partitions, timestamp, null, value(i)),
          (metadata, exception) -> refused.compareAndSet(null, exception));
    }
    producer.flush();
    if (refused.get() != null) {
      throw new GyreException(
          "the bench's points were refused: " + refused.get().getMessage(), refused.get());
    }
  }

  /** The i-th point as JSON; a spiral's where D is 2, else more spirals beside it. */
  byte[] value(long i) {
    Point point = spirals.at(i);
    if (features == point.features().length) {
      return json.write(point);
    }
    double[] x = new double[features];
    for (int d = 0; d < features; d++) {
      x[d] = spirals.at(i + (d / 2) * 1_000_003L).features()[d % 2];
    }
    return json.write(new Point(point.id(), x, point.label()));
  }

  /** Deletes every topic and group that bears the prefix. */
  void delete(String prefix) {
    try (Admin admin = cluster.admin()) {
      ClusterAdmin view = new ClusterAdmin(admin);
      KafkaFutures.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
          .map(GroupListing::groupId)
          .filter(group -> group.startsWith(prefix))
          .forEach(group -> delete(view.group(group)));
      List<String> topics =
          view.topics().stream().filter(topic -> topic.startsWith(prefix)).toList();
      view.deleteTopics(topics);
    } catch (KafkaException e) {
      throw new GyreException("the bench cannot remove its topics and groups: " + e, e);
    }
  }

  /** A client that could not say that it leaves is missed after its session only. */
  private static void delete(ConsumerGroup group) {
    long end = System.nanoTime() + SESSION_NANOS;
    while (!group.members(ClusterAdmin.TIMEOUT).isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    group.delete();
  }
}
