package io.gyre.stream;

import io.gyre.kafka.Clients;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.ReadWatchdog;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.ApplicationSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the broker, for at most 60 s. When it stays away longer, the Kafka exception says so, which
 * {@link RunFailure} knows to be transient. Thread-safe.
 */
final class AdminSourceLog implements SourceLog {

  private static final Duration POLL = Duration.ofMillis(500);

  private final ClusterAdmin cluster;
  private final ApplicationSettings settings;
  private final LostPlaces lost;

  AdminSourceLog(Admin admin, ApplicationSettings settings) {
    this(admin, settings, new LostPlaces());
  }

  AdminSourceLog(Admin admin, ApplicationSettings settings, LostPlaces lost) {
    cluster = new ClusterAdmin(admin);
    this.settings = settings;
    this.lost = lost;
  }

  @Override
  public String topicId(String topic) {
    return cluster.describe(topic).topicId().toString();
  }

  @Override
  public int partitions(String topic) {
    return cluster.describe(topic).partitions().size();
  }

  @Override
  public long earliestOffset(String topic, int partition) {
    return cluster.offset(
        new TopicPartition(topic, partition), OffsetSpec.earliest(), ClusterAdmin.TIMEOUT);
  }

  @Override
  public long committedOffset(String topic, int partition) {
    Long committed =
        cluster.group(settings.application()).committed(topic, ClusterAdmin.TIMEOUT).get(partition);
    return committed == null ? earliestOffset(topic, partition) : committed;
  }

  @Override
  public long takeLostPlace(String topic, int partition, long from, long to) {
    return lost.take(topic, partition, from, to);
  }

  @Override
  public boolean holdsRecord(String topic, int partition, long from, long to) {
    TopicPartition source = new TopicPartition(topic, partition);
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    try (Consumer<byte[], byte[]> consumer = Clients.consumer(properties)) {
      consumer.assign(List.of(source));
      consumer.seek(source, from);
      ReadWatchdog progress = new ReadWatchdog(source.toString());
      while (consumer.position(source) < to) {
        progress.note(consumer.position(source));
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          return records.iterator().next().offset() < to;
        }
      }
    }
    return false;
  }
}
