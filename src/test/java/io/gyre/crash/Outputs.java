package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Alert;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.format.Schema;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What is committed on the topics that an application writes.
 *
 * @param schemas finds the schemas that their values name
 */
public record Outputs(String servers, TopicNames names, Function<String, Schema> schemas) {

  public Outputs(String servers, TopicNames names) {
    this(servers, names, id -> null);
  }

  static KafkaConsumer<byte[], byte[]> consumer(String servers) {
    return consumer(servers, "read_committed");
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String servers, String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            servers,
            "isolation.level",
            isolation,
            "enable.auto.commit",
            false,
            "fetch.max.wait.ms",
            100),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  static List<TopicPartition> assignFromBeginning(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return partitions;
  }

  /** Reads all that is committed now. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return read(topic, "read_committed");
  }

  /** Reads also what was written in vain. */
  List<ConsumerRecord<byte[], byte[]>> readUncommitted(String topic) {
    return read(topic, "read_uncommitted");
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(servers, isolation)) {
      List<TopicPartition> partitions = assignFromBeginning(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(read::add);
      }
    }
    return read;
  }

  /** Reads all values that are committed on a topic now; of a partition oldest first. */
  public <V> List<V> values(Topic<V> topic) {
    Deserializer<V> values = topic.deserializer(schemas);
    return read(names.of(topic)).stream()
        .map(record -> values.deserialize(record.topic(), record.value()))
        .toList();
  }

  public Answers answers() {
    Answers answers = new Answers();
    values(Topic.PREDICTIONS).forEach(answers::add);
    return answers;
  }

  /** All alerts, in the order in which they came. */
  public List<Alert> alerts() {
    return values(Topic.ALERTS);
  }

  /** The final metrics, by learner and partition, in the order in which they came. */
  public Map<String, List<Metrics>> closedWindows() {
    return values(Topic.METRICS).stream()
        .filter(Metrics::closed)
        .collect(
            Collectors.groupingBy(
                metrics -> metrics.learner() + "/" + metrics.partition(),
                TreeMap::new,
                Collectors.toList()));
  }

  /** Fails unless so many points waited when the last windows closed, and nothing was given up. */
  public void requireWaiting(LateLabelCounts expected) {
    assertThat(expected.expired() + expected.evicted() + expected.unmatched()).isZero();
    closedWindows()
        .forEach(
            (learner, windows) -> {
              LateLabelCounts labels = windows.get(windows.size() - 1).labels();
              assertThat(labels.expired() + labels.evicted() + labels.unmatched()).isZero();
              assertThat(labels.waiting()).isEqualTo(expected.waiting()).isPositive();
              assertThat(labels.waitingDigest()).isEqualTo(expected.waitingDigest());
            });
  }

  /** What {@link TopicLoop} says of each of them. */
  Map<String, List<String>> windows() {
    Map<String, List<String>> windows = new TreeMap<>();
    closedWindows()
        .forEach(
            (key, metrics) -> windows.put(key, metrics.stream().map(TopicLoop::text).toList()));
    return windows;
  }

  /** Where the records lay that are dead letters, in the order in which these came. */
  List<RecordCoordinates> refused() {
    return read(names.of(Topic.DEAD_LETTERS)).stream()
        .map(
            letter ->
                new RecordCoordinates(
                    text(letter, DeadLetterHeaders.TOPIC),
                    Integer.parseInt(text(letter, DeadLetterHeaders.PARTITION)),
                    Long.parseLong(text(letter, DeadLetterHeaders.OFFSET))))
        .toList();
  }

  private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
    return new String(letter.headers().lastHeader(header).value(), UTF_8);
  }

  /** The digest last published of each learner and partition. */
  public Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    Deserializer<Parameters> deserializer = Topic.PARAMETERS.deserializer();
    for (ConsumerRecord<byte[], byte[]> record : read(names.of(Topic.PARAMETERS))) {
      LearnerKey key = LearnerKey.parse(record.key());
      Parameters parameters = deserializer.deserialize(record.topic(), record.value());
      digests.put(
          key.learner() + "/" + key.partition(),
          parameters == null ? "withdrawn" : parameters.step() + " " + parameters.digest());
    }
    return digests;
  }
}
