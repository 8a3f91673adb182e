package io.gyre.bench;

import io.gyre.Examples;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The bench's topics and points on a cluster; everything bears one prefix and is removed.
 *
 * @param features D
 * @param stopped whether to send no more
 */
record Workload(ClusterAccess cluster, int features, BooleanSupplier stopped) {

  static final List<Label> CLASSES = List.of(Label.of(0), Label.of(1));

  /** 2026-01-01 in ms since the epoch: any fixed time, so that runs can be compared. */
  private static final long START_MS = 1_767_225_600_000L;

  /** So many points share a second, which is a window: then metrics and parameters are written. */
  private static final int POINTS_PER_MS = 10;

  /** As long as a client that is gone stays in its group, and some more. */
  private static final Duration SESSION =
      Duration.ofMillis(StreamsConfiguration.SESSION_TIMEOUT_MS + 5_000L);

  private static final Map<String, Map<String, String>> TOPICS =
      Map.of(
          "points",
          Map.of("retention.bytes", "-1", "retention.ms", "-1"),
          // What a round writes is not read again: keep little of it.
          "predictions",
          Map.of("retention.bytes", "268435456", "segment.bytes", "67108864"));

  private static final Spirals SPIRALS = Examples.spirals(42);
  private static final PointJson JSON = new PointJson();

  /** Creates the topics of one prefix. */
  TopicNames provision(String prefix, int partitions) {
    TopicNames topics = TopicNames.standard().withPrefix(prefix);
    try (Admin admin = cluster.admin()) {
      new Provisioner(admin).provision(topics, partitions, TOPICS);
    }
    return topics;
  }

  /**
   * Sends points, in turn to each partition and fewer when stopped, in a transaction that is still
   * open: nobody who reads what is committed sees any. So instances can all join first, and then
   * have all points at once.
   *
   * @return its producer: the caller commits within ten minutes, and closes it
   */
  Producer<byte[], byte[]> hold(TopicNames topics, int partitions, int points) {
    Map<String, Object> transaction =
        Map.of("transactional.id", topics.points(), "transaction.timeout.ms", 600_000);
    Producer<byte[], byte[]> producer = cluster.producer(transaction);
    producer.initTransactions();
    producer.beginTransaction();
    for (int i = 0; i < points && !stopped.getAsBoolean(); i++) {
      long timestamp = START_MS + i / POINTS_PER_MS;
      producer.send(
          new ProducerRecord<>(topics.points(), i % partitions, timestamp, null, value(i)));
    }
    producer.flush();
    return producer;
  }

  /** The i-th point as JSON; a spiral's where D is 2, else more spirals beside it. */
  byte[] value(long i) {
    Point point = SPIRALS.at(i);
    double[] x = new double[features];
    for (int d = 0; d < features; d += 2) {
      double[] two = SPIRALS.at(i + d / 2 * 1_000_003L).features();
      System.arraycopy(two, 0, x, d, Math.min(2, features - d));
    }
    return JSON.write(new Point(point.id(), x, point.label()));
  }

  /** Deletes every topic and group that bears the prefix. */
  void delete(String prefix) {
    try (Admin admin = cluster.admin()) {
      ClusterAdmin view = new ClusterAdmin(admin);
      KafkaFutures.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
          .map(GroupListing::groupId)
          .filter(group -> group.startsWith(prefix))
          .map(view::group)
          .forEach(
              group -> {
                // A client that could not say that it leaves is missed after its session only.
                ClusterAdmin.appears(SESSION, () -> group.members().isEmpty());
                group.delete();
              });
      view.deleteTopics(view.topics().stream().filter(topic -> topic.startsWith(prefix)).toList());
    }
  }
}
