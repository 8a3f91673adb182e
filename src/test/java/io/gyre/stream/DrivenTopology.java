package io.gyre.stream;

import io.gyre.data.PointJson;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.CommitStore;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology, with the real configuration, in a {@link TopologyTestDriver}. */
public final class DrivenTopology implements AutoCloseable {

  private static final PointJson JSON = new PointJson();

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> points;
  private final TestOutputTopic<byte[], Prediction> predictions;
  private final TestOutputTopic<byte[], Metrics> metrics;
  private final TestOutputTopic<byte[], Parameters> parameters;
  private final TestOutputTopic<byte[], byte[]> deadLetters;

  public DrivenTopology(TopologySettings settings, Path state) {
    this(settings, state, Map.of());
  }

  public DrivenTopology(TopologySettings settings, Path state, Map<String, Object> overrides) {
    Properties properties =
        StreamsConfiguration.of(
            settings.application(), "instance", state, Map.of("bootstrap.servers", "none:1"));
    properties.putAll(overrides);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    driver = new TopologyTestDriver(LearnerTopology.build(settings), properties, Instant.EPOCH);
    points =
        driver.createInputTopic(
            settings.topics().points(), new ByteArraySerializer(), new ByteArraySerializer());
    predictions = output(settings.topics().of(Topic.PREDICTIONS), Topic.PREDICTIONS.deserializer());
    metrics = output(settings.topics().of(Topic.METRICS), Topic.METRICS.deserializer());
    parameters = output(settings.topics().of(Topic.PARAMETERS), Topic.PARAMETERS.deserializer());
    deadLetters =
        output(settings.topics().of(Topic.DEAD_LETTERS), Topic.DEAD_LETTERS.deserializer());
  }

  private <V> TestOutputTopic<byte[], V> output(String topic, Deserializer<V> values) {
    return driver.createOutputTopic(topic, new ByteArrayDeserializer(), values);
  }

  public void send(Arriving arriving) {
    send(JSON.write(arriving.point()), arriving.timestampMs());
  }

  public void send(List<Arriving> stream) {
    stream.forEach(this::send);
  }

  public void send(byte[] key, byte[] value, long timestampMs, Headers headers) {
    points.pipeInput(new TestRecord<>(key, value, headers, timestampMs));
  }

  /** Sends a record without key and headers. */
  public void send(byte[] value, long timestampMs) {
    send(null, value, timestampMs, new RecordHeaders());
  }

  /** Sends the record that closes the windows. */
  public void end() {
    send(null, null, 0, new RecordHeaders().add(PointHeaders.END, new byte[0]));
  }

  /** Sends to any topic that is read. */
  void sendTo(String topic, byte[] value, long timestampMs, Headers headers) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, value, headers, timestampMs));
  }

  public List<TestRecord<byte[], Prediction>> predictions() {
    return predictions.readRecordsToList();
  }

  public List<Prediction> predictions(String learner) {
    return predictions.readValuesToList().stream()
        .filter(prediction -> prediction.learner().equals(learner))
        .toList();
  }

  public List<TestRecord<byte[], Metrics>> metrics() {
    return metrics.readRecordsToList();
  }

  public List<TestRecord<byte[], Parameters>> parameters() {
    return parameters.readRecordsToList();
  }

  public List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  public List<String> digests() {
    return parameters.readValuesToList().stream().map(Parameters::digest).toList();
  }

  public KeyValueStore<Bytes, byte[]> store() {
    return ((CommitStore) driver.getStateStore(LearnerTopology.STORE)).entries();
  }

  public void advanceWallClock(Duration by) {
    driver.advanceWallClockTime(by);
  }

  /**
   * Sets the offset of the next record. The driver counts from 0 and offers no way to say so, but a
   * learner rightly refuses to be given offset 0 again when it is reopened.
   */
  void nextOffset(long offset) {
    try {
      Field offsets = TopologyTestDriver.class.getDeclaredField("offsetsByTopicOrPatternPartition");
      offsets.setAccessible(true);
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) offsets.get(driver)).entrySet()) {
        if (((TopicPartition) entry.getKey()).topic().equals("points")) {
          ((AtomicLong) entry.getValue()).set(offset);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("TopologyTestDriver no longer keeps its offsets so", e);
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
