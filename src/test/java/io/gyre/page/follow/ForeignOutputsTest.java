package io.gyre.page.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.page.state.DashboardState;
import io.gyre.topic.ForeignValues;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page shows what is Gyre's on its topics, whatever somebody else has written there. */
class ForeignOutputsTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final TopicNames NAMES = TopicNames.standard();
  private static final String VERSIONS = TopicNames.versionsOf("gyre");

  private final DashboardState state = new DashboardState("gyre");
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  private static Follower.Topics topics() {
    Map<String, Follower.Topics.Identity> topics = new TreeMap<>();
    Stream.concat(NAMES.all().stream(), Stream.of(VERSIONS))
        .forEach(name -> topics.put(name, new Follower.Topics.Identity(Uuid.randomUuid(), 2)));
    return new Follower.Topics(NAMES, topics);
  }

  private static MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> made =
        new MockConsumer<>("latest") {
          @Override
          public synchronized void seek(TopicPartition partition, long offset) {
            assertThat(offset).as("as a real one expects").isNotNegative();
            super.seek(partition, offset);
          }
        };
    for (String topic : topics().topics().keySet()) {
      for (TopicPartition partition : ClusterAdmin.partitions(topic, 2)) {
        made.updateBeginningOffsets(Map.of(partition, 0L));
        made.updateEndOffsets(Map.of(partition, 0L));
      }
    }
    return made;
  }

  private long add(MockConsumer<byte[], byte[]> to, String topic, byte[] key, byte[] value) {
    TopicPartition partition = new TopicPartition(topic, 0);
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    to.addRecord(new ConsumerRecord<>(topic, 0, offset, key, value));
    to.updateEndOffsets(Map.of(partition, offset + 1));
    return offset;
  }

  private static byte[] bytes(JsonNode json) {
    return (json.isTextual() ? json.textValue() : json.toString()).getBytes(UTF_8);
  }

  private static JsonNode example(Topic<?> topic) {
    return topic.definition().example();
  }

  /** What the page is sent, as far as topics tell it. */
  private void show() throws Exception {
    for (Object shown :
        List.of(
            state.samples().all(),
            state.reviews().all(),
            state.letters().all(),
            state.marks().all(),
            state.marks().versions(),
            state.curves(),
            state.lateLabels(),
            state.status())) {
      JSON.writeValueAsBytes(shown);
    }
  }

  private static Stream<Topic<?>> outputs() {
    return Stream.of(Topic.METRICS, Topic.ALERTS, Topic.DEAD_LETTERS, Topic.VERSIONS);
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void shouldGoOnAfterEachForeignRecord(Topic<?> topic) throws Exception {
    String name = topic == Topic.VERSIONS ? VERSIONS : NAMES.of(topic);
    byte[] realKey = bytes(example(topic).get("key"));
    byte[] real = bytes(example(topic).get("value"));
    Map<String, String> wrong = new TreeMap<>();
    MockConsumer<byte[], byte[]> consumer = consumer();
    try (OutputTopicsReader reader =
        new OutputTopicsReader(
            state, settings -> consumer, id -> null, topics(), new HashMap<>())) {
      Map<String, byte[]> values = ForeignValues.of(real);
      for (Map.Entry<String, byte[]> value : values.entrySet()) {
        for (byte[] key : new byte[][] {null, {}, "foreign".getBytes(UTF_8), realKey}) {
          add(consumer, name, key, value.getValue());
          try {
            reader.read(Duration.ZERO);
            show();
          } catch (RuntimeException e) {
            wrong.put(value.getKey(), e.toString());
          }
        }
      }
      add(consumer, name, realKey, real);
      reader.read(Duration.ZERO);
      show();
    }
    assertThat(wrong).isEmpty();
    assertThat(
            switch (topic.name()) {
              case "metrics" -> state.curves().contains("cost");
              case "alerts" -> state.reviews().all().size() > 0;
              case "versions" -> state.marks().versions().size() == 1;
              default -> state.letters().all().size() > 0;
            })
        .isTrue();
  }

  /** A prediction that is read again with each attempt would stop the page for good. */
  @Test
  void shouldJoinPredictionsAmongForeignOnes() throws Exception {
    List<MockConsumer<byte[], byte[]>> made = new ArrayList<>();
    Map<String, String> wrong = new TreeMap<>();
    String predictions = NAMES.of(Topic.PREDICTIONS);
    ObjectNode real = example(Topic.PREDICTIONS).get("value").deepCopy();
    real.put("partition", 0);
    try (PredictionJoiner joiner =
        new PredictionJoiner(
            state,
            RecordSettings.standard(),
            settings -> {
              made.add(consumer());
              return made.get(made.size() - 1);
            },
            id -> null,
            topics())) {
      MockConsumer<byte[], byte[]> said = made.get(0);
      MockConsumer<byte[], byte[]> points = made.get(1);
      for (Map.Entry<String, byte[]> value : ForeignValues.of(bytes(real)).entrySet()) {
        add(said, predictions, null, value.getValue());
        try {
          joiner.round();
          show();
        } catch (RuntimeException | AssertionError e) {
          wrong.put(value.getKey(), e.toString());
        }
      }
      // Somebody says that a tombstone was predicted, and then a point was.
      for (byte[] point : new byte[][] {null, {}, "{\"x\": 1}".getBytes(UTF_8)}) {
        points.resume(points.assignment());
        real.put("offset", ends.getOrDefault(new TopicPartition(NAMES.points(), 0), 0L));
        points.pause(points.assignment());
        add(said, predictions, null, bytes(real));
        add(points, NAMES.points(), null, point);
        try {
          for (int i = 0; i < 8; i++) {
            joiner.round();
          }
          show();
        } catch (RuntimeException e) {
          wrong.put("of " + (point == null ? null : new String(point, UTF_8)), e.toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(state.samples().all()).isNotEmpty();
  }
}
