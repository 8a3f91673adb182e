package io.gyre.stream;

import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.TopicReader;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.ApplicationSettings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Asks the cluster, for at most 60 s; then throws a Kafka exception that is transient. */
record AdminSourceLog(ClusterAdmin cluster, ApplicationSettings settings, LostPlaces lost)
    implements SourceLog {

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
    return cluster.offset(new TopicPartition(topic, partition), OffsetSpec.earliest());
  }

  @Override
  public long committedOffset(String topic, int partition) {
    Long committed = cluster.group(settings.application()).committed(topic).get(partition);
    return committed == null ? earliestOffset(topic, partition) : committed;
  }

  @Override
  public long takeLostPlace(String topic, int partition, long from, long to) {
    return lost.take(topic, partition, from, to);
  }

  @Override
  public boolean holdsRecord(String topic, int partition, long from, long to) {
    TopicPartition source = new TopicPartition(topic, partition);
    Map<String, Object> first = Map.of("auto.offset.reset", "earliest", "max.poll.records", 1);
    try (Consumer<byte[], byte[]> consumer = ClusterAccess.of(settings.client()).consumer(first)) {
      consumer.assign(List.of(source));
      boolean[] found = new boolean[1];
      TopicReader.range(consumer, source, from, to, () -> found[0], record -> found[0] = true);
      return found[0];
    }
  }
}
