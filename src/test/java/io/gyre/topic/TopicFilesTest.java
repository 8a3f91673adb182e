package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.learning.list.LearnersJson;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code topics/} are what people and the program both go by. */
class TopicFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Topic<?>> topics() {
    return Stream.concat(
            Topic.all().stream(), Stream.of(Topic.LABELS, Topic.JOURNAL, Topic.VERSIONS))
        .toList();
  }

  @Test
  void shouldBeOnePerTopicConstant() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("topics"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      topics().stream().map(topic -> topic.name() + ".json"),
                      Topic.formatted().stream().map(topic -> topic.name() + ".avsc"))
                  .toList());
    }
    assertThat(Topic.all())
        .extracting(TopicNames.standard()::of)
        .containsExactlyElementsOf(Topic.all().stream().map(Topic::name).toList());
  }

  @Test
  void shouldNameTheFileThatATopicNeeds() {
    assertThatThrownBy(() -> TopicDefinition.read("absent"))
        .hasMessageContaining("topics/absent.json");
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldHaveAnExampleThatItsSchemaAccepts(Topic<?> topic) {
    assertThat(Schemas.faults(topic, topic.definition().example().get("value"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldHaveAnExampleThatSurvivesReadingAndWriting(Topic<?> topic) throws Exception {
    JsonNode value = topic.definition().example().get("value");
    byte[] bytes =
        value.isTextual() ? value.textValue().getBytes(UTF_8) : JSON.writeValueAsBytes(value);

    byte[] written = readAndWrite(topic, bytes);

    assertThat(JSON.readTree(written)).isEqualTo(JSON.readTree(bytes));
  }

  private static <V> byte[] readAndWrite(Topic<V> topic, byte[] bytes) {
    V value = topic.deserializer().deserialize(topic.name(), bytes);
    return topic.serializer().serialize(topic.name(), value);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldHaveAWholeExampleRecord(Topic<?> topic) {
    JsonNode example = topic.definition().example();

    assertThat(example.fieldNames())
        .toIterable()
        .containsExactly("key", "headers", "timestamp", "value");
    assertThat(example.get("timestamp").isIntegralNumber()).isTrue();
    assertThat(example.get("headers")).allMatch(JsonNode::isTextual);
    assertThat(topic.definition().description()).isNotBlank();
  }

  /** The provisioner leaves out what a cluster does not know, so a slip of the pen would pass. */
  @ParameterizedTest
  @MethodSource("topics")
  void shouldNameOnlySettingsThatKafkaHas(Topic<?> topic) throws Exception {
    Set<String> known = new HashSet<>();
    for (Field field : TopicConfig.class.getFields()) {
      if (field.getName().endsWith("_CONFIG")) {
        known.add((String) field.get(null));
      }
    }
    assertThat(known).containsAll(topic.definition().configs().keySet());
  }

  @Test
  void shouldAcceptAnyTimestampOnEveryTopic() {
    String any = Long.toString(Long.MAX_VALUE);
    for (Topic<?> topic : topics()) {
      assertThat(topic.definition().configs())
          .containsEntry("message.timestamp.before.max.ms", any)
          .containsEntry("message.timestamp.after.max.ms", any);
    }
  }

  @Test
  void shouldKeyExamplesAsTheProgramDoes() {
    for (Topic<?> topic : List.of(Topic.METRICS, Topic.PARAMETERS)) {
      String key = topic.definition().example().get("key").textValue();
      assertThat(LearnerKey.parse(key.getBytes(UTF_8)))
          .isEqualTo(new LearnerKey("gyre", "network", 0));
    }
  }

  @Test
  void shouldShowSettingsAsTheProgramWritesThem() {
    JsonNode settings = Topic.PARAMETERS.definition().example().at("/value/settings");

    assertThat(LearnersJson.toJson(LearnersJson.parse("[" + settings + "]", "the example").get(0)))
        .hasToString(settings.toString());
  }

  @Test
  void shouldNameTheDeadLetterHeadersAsTheProgramDoes() {
    assertThat(Topic.DEAD_LETTERS.definition().example().get("headers").fieldNames())
        .toIterable()
        .containsExactly(
            DeadLetterHeaders.MESSAGE,
            DeadLetterHeaders.TOPIC,
            DeadLetterHeaders.PARTITION,
            DeadLetterHeaders.OFFSET);
  }
}
