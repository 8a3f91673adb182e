package io.gyre.page.follow;

import io.gyre.data.Alert;
import io.gyre.format.Schema;
import io.gyre.page.state.DashboardState;
import io.gyre.page.state.DeadLetterText;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import io.gyre.topic.UnknownSchemaException;
import io.gyre.version.VersionList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads metrics, alerts and dead letters into the state, first the recent past and then new records
 * as they come; and the list of versions. Not thread-safe.
 */
final class OutputTopicsReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutputTopicsReader.class);

  /** Offsets of the past that are read at first; of metrics, an hour and more of three learners. */
  private static final long PAST_METRICS = 20_000;

  private static final long PAST_LETTERS = 200;
  private static final long PAST_ALERTS = 2_000; // drifts are few among them

  private final DashboardState state;
  private final TopicNames names;
  private final String versions;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> positions;
  private String unread; // the topic of the last value whose schema was not to be had

  private final Deserializer<Metrics> metrics;
  private final Deserializer<Alert> alerts;

  /**
   * @param clients makes a consumer with some settings
   * @param positions where an earlier reader of the same topics stopped, empty at first; kept up to
   *     date, so that nothing is read twice
   */
  OutputTopicsReader(
      DashboardState state,
      Function<Map<String, Object>, Consumer<byte[], byte[]>> clients,
      Function<String, Schema> schemas,
      Follower.Topics topics,
      Map<TopicPartition, Long> positions) {
    this.state = state;
    names = topics.names();
    versions = TopicNames.versionsOf(state.application);
    metrics = Topic.METRICS.deserializer(schemas);
    alerts = Topic.ALERTS.deserializer(schemas);
    this.positions = positions;
    consumer = clients.apply(Follower.CONSUMER);
    List<TopicPartition> all =
        Stream.concat(
                Stream.of(Topic.METRICS, Topic.ALERTS, Topic.DEAD_LETTERS)
                    .flatMap(topic -> topics.of(names.of(topic)).stream()),
                topics.of(versions).stream().filter(VersionList::isOn))
            .toList();
    consumer.assign(all);
    if (positions.isEmpty()) {
      beginInRecentPast(all);
    }
    // The topic of versions may come later than all others.
    positions.putAll(
        consumer.beginningOffsets(
            all.stream().filter(partition -> !positions.containsKey(partition)).toList()));
    positions.forEach(consumer::seek);
  }

  private void beginInRecentPast(List<TopicPartition> all) {
    positions.putAll(consumer.beginningOffsets(all));
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    long lettersBefore = 0;
    for (TopicPartition partition : all) {
      String topic = partition.topic();
      if (topic.equals(versions)) {
        continue; // All that there are: they are few.
      }
      long past =
          topic.equals(names.of(Topic.METRICS))
              ? PAST_METRICS
              : topic.equals(names.of(Topic.ALERTS)) ? PAST_ALERTS : PAST_LETTERS;
      long begin = positions.merge(partition, ends.get(partition) - past, Math::max);
      lettersBefore += topic.equals(names.of(Topic.DEAD_LETTERS)) ? begin : 0;
    }
    state.lettersBefore(lettersBefore);
  }

  void read(Duration timeout) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      if (record.topic().equals(names.of(Topic.DEAD_LETTERS))) {
        state.letters().add(DeadLetterText.read(record));
      } else if (record.topic().equals(versions)) {
        state.version(record);
      } else {
        take(record);
      }
    }
  }

  /** Takes metrics or an alert; skips records of others on the topic. */
  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      show(record);
      if (record.topic().equals(unread)) {
        unread = null;
        state.unread(null);
      }
    } catch (UnknownSchemaException e) {
      unread = record.topic();
      state.unread("%s is not shown: %s".formatted(unread, e.getMessage()));
    } catch (SerializationException | IllegalArgumentException e) {
      LOG.warn(
          "{} partition {} offset {} is not shown: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private void show(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(names.of(Topic.ALERTS))) {
      Alert alert = alerts.deserialize(record.topic(), record.value());
      if (alert == null) {
        throw new IllegalArgumentException("alert: expected a value, found none");
      }
      state.alert(alert);
      return;
    }
    LearnerKey key = LearnerKey.parse(record.key());
    Metrics value = metrics.deserialize(record.topic(), record.value());
    if (value == null) {
      throw new IllegalArgumentException("metrics: expected a value, found none");
    }
    state.metrics(key, value, Metrics.startedMs(record.headers()));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
