package io.gyre.dashboard.follow;

import io.gyre.dashboard.state.DashboardState;
import io.gyre.dashboard.state.DeadLetterText;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.StartedHeader;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what learners report, metrics, parameters and dead letters, into the state: first the
 * recent past, then as it comes. Not thread-safe.
 */
final class OutputTopicsReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutputTopicsReader.class);

  /** Offsets of the past that are read at first; of metrics, an hour and more of three learners. */
  private static final long PAST_METRICS = 20_000;

  private static final long PAST_LETTERS = 200;

  private final DashboardState state;
  private final TopicNames names;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> positions;

  /** Where the past ends that is not read yet. */
  private final Map<TopicPartition, Long> past = new HashMap<>();

  private final Deserializer<Metrics> metrics = Topic.METRICS.deserializer();
  private final Deserializer<Parameters> parameters = Topic.PARAMETERS.deserializer();

  /**
   * @param positions where an earlier reader of the same topics stopped, empty at first; kept up to
   *     date, so that nothing is read twice
   */
  OutputTopicsReader(
      DashboardState state,
      TopicNames names,
      ClusterAccess kafka,
      FollowedTopics topics,
      Map<TopicPartition, Long> positions) {
    this.state = state;
    this.names = names;
    this.positions = positions;
    consumer = kafka.consumer(Follower.CONSUMER);
    List<TopicPartition> all = new ArrayList<>(topics.of(names.metrics()));
    all.addAll(topics.of(names.parameters()));
    all.addAll(topics.of(names.deadLetters()));
    consumer.assign(all);
    if (!state.isCaughtUp()) {
      past.putAll(consumer.endOffsets(all));
    }
    if (positions.isEmpty()) {
      recentPast(all);
    }
    positions.forEach(consumer::seek);
  }

  /** Nothing has been read of these topics, so the state has not caught up with them either. */
  private void recentPast(List<TopicPartition> all) {
    Map<TopicPartition, Long> starts = new HashMap<>(consumer.beginningOffsets(all));
    long lettersBefore = 0;
    for (TopicPartition partition : all) {
      if (partition.topic().equals(names.metrics())) {
        starts.merge(partition, past.get(partition) - PAST_METRICS, Math::max);
      } else if (partition.topic().equals(names.deadLetters())) {
        lettersBefore += starts.merge(partition, past.get(partition) - PAST_LETTERS, Math::max);
      }
    }
    positions.putAll(starts);
    state.lettersBefore(lettersBefore);
  }

  /** Reads what has come, waiting at most this long. */
  void read(Duration timeout) {
    // Of the parameters only the last of each learner count, and they are the dearest to parse.
    Map<String, ConsumerRecord<byte[], byte[]>> last = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      if (record.topic().equals(names.deadLetters())) {
        state.letters().add(DeadLetterText.read(record));
      } else if (record.topic().equals(names.metrics())) {
        take(record, this::metrics);
      } else {
        String key = new String(record.key() == null ? new byte[0] : record.key());
        last.remove(key);
        last.put(key, record);
      }
    }
    last.values().forEach(record -> take(record, this::parameters));
    if (!past.isEmpty()) {
      past.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (past.isEmpty()) {
        state.caughtUp();
      }
    }
  }

  private void metrics(ConsumerRecord<byte[], byte[]> record) {
    Metrics value = metrics.deserialize(record.topic(), record.value());
    if (value == null) {
      throw new IllegalArgumentException("metrics: expected a value, found none");
    }
    long started = StartedHeader.read(record.headers());
    state.metrics(LearnerKey.parse(record.key()), value, started);
  }

  private void parameters(ConsumerRecord<byte[], byte[]> record) {
    Parameters value = parameters.deserialize(record.topic(), record.value());
    if (value != null && value.classes() == null) {
      throw new IllegalArgumentException("classes: expected a list, found none");
    }
    state.parameters(LearnerKey.parse(record.key()), value);
  }

  /** What others have written onto the topic does not end the watching. */
  private static void take(
      ConsumerRecord<byte[], byte[]> record,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> action) {
    try {
      action.accept(record);
    } catch (SerializationException | IllegalArgumentException e) {
      LOG.warn(
          "{} partition {} offset {} is not shown: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
