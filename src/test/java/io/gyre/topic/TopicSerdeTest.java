package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Label;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicSerdeTest {

  private static final long SEED = 20261124;

  private final Serializer<Prediction> serializer = Topic.PREDICTIONS.serializer();
  private final Deserializer<Prediction> deserializer = Topic.PREDICTIONS.deserializer();

  @Test
  void shouldKeepEveryBitOfAProbability() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200_000; i++) {
      double probability = i % 2 == 0 ? random.nextDouble() : Math.exp(-700 * random.nextDouble());
      Prediction prediction = prediction("p-" + i, probability, i % 3 - 1);

      Prediction read = deserializer.deserialize("t", serializer.serialize("t", prediction));

      assertThat(read).as("seed %d, prediction %d", SEED, i).isEqualTo(prediction);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 0.1, 0.5, 0.30000000000000004, 2e-3, 2.0e-3, 4.9e-324, 1e-10})
  void shouldWriteTheShortestNumberThatReadsBack(double probability) {
    String json = new String(serializer.serialize("t", prediction("p", probability, 0)), UTF_8);
    String number = json.replaceAll(".*\"probability\":([^,]*),.*", "$1");

    assertThat(Double.parseDouble(number)).isEqualTo(probability);
    assertThat(new BigDecimal(number).stripTrailingZeros().precision())
        .isLessThanOrEqualTo(
            new BigDecimal(Double.toString(probability)).stripTrailingZeros().precision());
  }

  @Test
  void shouldWriteTheFieldsInOrder() {
    byte[] json =
        serializer.serialize(
            "t", Predictions.ofTwo("p-17", "network", 0.93, Label.of(1), 120, 0, 4711));

    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"id\":\"p-17\",\"learner\":\"network\",\"probability\":0.93,\"prediction\":1,"
                + "\"label\":1,\"step\":120,\"partition\":0,\"offset\":4711}");
  }

  /** The last three are lone surrogates: JSON can say them, so an id can hold them. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "\"\\\n\u0000", "日本語", "\uD83D\uDE00", "\uD83D", "\uDE00x", "\uDE00\uD83D"})
  void shouldCarryAnyId(String id) throws Exception {
    byte[] json = serializer.serialize("t", prediction(id, 0.5, 1));
    byte[] next = serializer.serialize("t", prediction("next", 0.5, 1));

    assertThat(deserializer.deserialize("t", json).id()).isEqualTo(id);
    assertThat(new ObjectMapper().readTree(json).get("id").textValue()).isEqualTo(id);
    assertThat(deserializer.deserialize("t", next).id()).isEqualTo("next");
  }

  /** Every stream thread's sink has the same serializer. */
  @Test
  void shouldServeSeveralThreadsAtOnce() {
    IntStream.range(0, 200_000)
        .parallel()
        .forEach(
            i -> {
              Prediction prediction = prediction("p-" + i, i / 200_000.0, 1);
              assertThat(deserializer.deserialize("t", serializer.serialize("t", prediction)))
                  .isEqualTo(prediction);
            });
  }

  /** A producer keeps a reference to the bytes until they are sent. */
  @Test
  void shouldHandOutFreshBytes() {
    byte[] first = serializer.serialize("t", prediction("a", 0.25, 0));
    byte[] copy = first.clone();
    serializer.serialize("t", prediction("b", 0.75, 1));

    assertThat(first).isEqualTo(copy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{",
        "{}",
        "{\"id\":\"p\"}",
        "{\"id\":\"p\",\"learner\":\"n\",\"step\":1,\"partition\":0,\"offset\":0}",
        "{\"id\":\"p\",\"learner\":\"n\",\"probability\":2,\"step\":1,\"partition\":0,\"offset\":0}",
        "{\"id\":\"p\",\"learner\":\"n\",\"probability\":\"1\",\"step\":1,\"partition\":0,\"offset\":0}",
        "{\"id\":null,\"learner\":\"n\",\"probability\":1,\"step\":1,\"partition\":0,\"offset\":0}",
        "{\"id\":\"p\",\"learner\":\"n\",\"probability\":1,\"step\":1,\"partition\":0,\"offset\":0} x"
      })
  void shouldRefuseWhatIsNoPrediction(String json) {
    assertThatThrownBy(() -> deserializer.deserialize("predictions", json.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("predictions");
  }

  /** Several classes, and a label of more digits than a double has. */
  @Test
  void shouldCarryAnyNumberOfClasses() throws Exception {
    Map<Label, Double> probabilities = new LinkedHashMap<>();
    for (String text : List.of("cat", "true", "1e400", "0.12345678901234567891")) {
      probabilities.put(Label.parse(text), 0.25);
    }
    for (Label label : probabilities.keySet()) {
      Prediction prediction = Predictions.ofMany("p", "n", label, probabilities, label, 7);

      Prediction read = deserializer.deserialize("t", serializer.serialize("t", prediction));

      assertThat(read).isEqualTo(prediction);
      assertThat(read.label().form()).isEqualTo(label.form());
      assertThat(List.copyOf(read.probabilities().keySet()))
          .containsExactlyElementsOf(probabilities.keySet());
    }
  }

  /** Another program may leave out what Gyre always writes. */
  @Test
  void shouldFindNothingWhereAForeignRecordSaysNothing() {
    Prediction prediction =
        deserializer.deserialize(
            "t",
            ("{\"id\":\"p\",\"learner\":\"n\",\"prediction\":\"cat\",\"probabilities\":{\"dog\":0.5},"
                    + "\"step\":1,\"partition\":0,\"offset\":0}")
                .getBytes(UTF_8));
    Metrics metrics = Schemas.example(Topic.METRICS, Map.of("scores", Map.of()));

    assertThat(prediction.confidence()).isNaN();
    assertThat(metrics.score("cost")).isNull();
    assertThat(metrics.score("accuracy")).isNull();
  }

  static List<Topic<?>> topics() {
    return Topic.all();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldKeepNullAsATombstone(Topic<?> topic) {
    assertThat(topic.serializer().serialize("t", null)).isNull();
    assertThat(topic.deserializer().deserialize("t", null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"points", "predictions", "metrics", "parameters"})
  void shouldIgnoreUnknownFields(String name) throws Exception {
    Topic<?> topic =
        Topic.all().stream().filter(t -> t.name().equals(name)).findAny().orElseThrow();
    var value = topic.definition().example().get("value").deepCopy();
    ((ObjectNode) value).putObject("new").putArray("field").add(1);

    assertThat(topic.deserializer().deserialize("t", value.toString().getBytes(UTF_8))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"learner\":\"n\"}", "[]", "x", "{} {}"})
  void shouldRefuseWhatAreNoMetrics(String json) {
    assertThatThrownBy(
            () -> Topic.METRICS.deserializer().deserialize("metrics", json.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("metrics");
  }

  @Test
  void shouldRefuseMetricsWithoutTotals() {
    ObjectNode value = Topic.METRICS.definition().example().get("value").deepCopy();
    value.remove("totals");

    assertThatThrownBy(
            () -> Topic.METRICS.deserializer().deserialize("t", value.toString().getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("totals");
  }

  private static Prediction prediction(String id, double probability, int label) {
    return Predictions.ofTwo(id, "network", probability, Label.of(label), 120, 0, 4711);
  }
}
