package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import io.gyre.learning.Contributions;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas refuse what is wrong and accept what the program writes. */
class SchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"features\":[]}",
        "{\"features\":1}",
        "{\"features\":[\"x\"]}",
        "{\"features\":[null]}",
        "{\"features\":[1],\"label\":[]}",
        "{\"features\":[1],\"label\":{}}",
        "{\"features\":[1],\"id\":1.5}",
        "{\"features\":[1],\"id\":[]}"
      })
  void shouldRefuseTheSamePointsAsTheProgram(String value) throws Exception {
    assertThat(Schemas.faults(Topic.POINTS, JSON.readTree(value))).isNotEmpty();
    assertThat(reads(value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"features\":[1]}",
        "{\"features\":[0.5,-1e3],\"label\":0}",
        "{\"features\":[0.5],\"label\":\"spam\"}",
        "{\"features\":[0.5],\"label\":-1.5}",
        "{\"features\":[0.5],\"label\":true}",
        "{\"features\":[0.5],\"label\":null,\"id\":null}",
        "{\"features\":[0.5],\"id\":17}",
        "{\"features\":[0.5],\"id\":\"p\",\"colour\":{\"r\":[1]}}"
      })
  void shouldAcceptTheSamePointsAsTheProgram(String value) throws Exception {
    assertThat(Schemas.faults(Topic.POINTS, JSON.readTree(value))).isEmpty();
    assertThat(reads(value)).isTrue();
  }

  private static boolean reads(String value) {
    try {
      Point point =
          RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS)
              .read(value.getBytes(UTF_8));
      return point.features() != null && point.fields().path(0).equals("features.0");
    } catch (InvalidPointException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "probability | 1.5",
        "probability | null",
        "prediction | []",
        "label | {}",
        "step | -1",
        "offset | 0.5",
        "learner | ''",
        "id | 7"
      })
  void shouldRefuseAWrongPrediction(String field, String value) throws Exception {
    assertThat(Schemas.faults(Topic.PREDICTIONS, changed(Topic.PREDICTIONS, field, value)))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "closed | 1",
        "scores | {}",
        "scores | {\"window\":{\"cost\":-1},\"faded\":{},\"total\":{}}",
        "points | -1",
        "totals | {}",
        "totals | null",
        "windowStart | 0.5"
      })
  void shouldRefuseWrongMetrics(String field, String value) throws Exception {
    assertThat(Schemas.faults(Topic.METRICS, changed(Topic.METRICS, field, value))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind | 7",
        "classes | 2",
        "kind | \"logistic\"",
        "w1 | [1,2]",
        "w1 | [[\"a\"]]",
        "b2 | 1",
        "digest | \"abc\"",
        "scaling | {\"count\":1}",
        "settings | []"
      })
  void shouldRefuseWrongParameters(String field, String value) throws Exception {
    assertThat(Schemas.faults(Topic.PARAMETERS, changed(Topic.PARAMETERS, field, value)))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"predictions", "metrics", "parameters"})
  void shouldRequireEveryFieldOfTheExampleButTheScaling(String name) {
    Topic<?> topic =
        Topic.all().stream().filter(t -> t.name().equals(name)).findAny().orElseThrow();
    JsonNode example = topic.definition().example().get("value");
    example
        .fieldNames()
        .forEachRemaining(
            field -> {
              ObjectNode without = example.deepCopy();
              without.remove(field);
              assertThat(Schemas.faults(topic, without).isEmpty())
                  .as("%s without %s is valid", name, field)
                  .isEqualTo(field.equals("scaling"));
            });
  }

  /** Returns the example's value with one field changed; a one-field change must be all of it. */
  private static JsonNode changed(Topic<?> topic, String field, String value) throws Exception {
    ObjectNode changed = topic.definition().example().get("value").deepCopy();
    assertThat(changed.has(field)).isTrue();
    return changed.set(field, JSON.readTree(value.isEmpty() ? "\"\"" : value));
  }

  @Test
  void shouldAcceptAPredictionOfAnUnlabelledPoint() throws Exception {
    Prediction prediction = Predictions.ofTwo("0-4711", "network", 0.5, null, 0, 0, 4711);

    JsonNode written = written(Topic.PREDICTIONS, prediction);

    assertThat(Schemas.faults(Topic.PREDICTIONS, written)).isEmpty();
    assertThat(written.get("label").isNull()).isTrue();
    assertThat(written.get("prediction").intValue()).isZero();
  }

  @Test
  void shouldAcceptWhatSpeaksForAPredictionAndRefuseWhatIsNoNumber() throws Exception {
    Map<String, Double> why = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      why.put("field \"" + i + "\" of ü", i * -1e-300);
    }
    why.put(Contributions.OTHERS, 1e300);
    why.put(Contributions.BIAS, -0.5);
    Prediction prediction =
        Predictions.withWhy(Predictions.ofTwo("p", "logistic", 0.5, null, 0, 0, 4711), why, null);

    ObjectNode written = (ObjectNode) written(Topic.PREDICTIONS, prediction);

    assertThat(Schemas.faults(Topic.PREDICTIONS, written)).isEmpty();
    assertThat(readBack(Topic.PREDICTIONS, prediction)).isEqualTo(prediction);
    assertThat(List.copyOf(readBack(Topic.PREDICTIONS, prediction).why().keySet()))
        .containsExactlyElementsOf(why.keySet());
    for (String wrong : List.of("{\"age\":null}", "[1]", "null")) {
      written.set("why", JSON.readTree(wrong));
      assertThat(Schemas.faults(Topic.PREDICTIONS, written)).isNotEmpty();
    }
  }

  @Test
  void shouldAcceptMetricsOfAWindowWithoutLabels() throws Exception {
    Map<String, Object> none = new ScopedMetrics(Scope.WINDOW, 2, false).values(true);
    Metrics metrics =
        Schemas.example(Topic.METRICS, Map.of("scores", new Metrics.Scores(none, none, none)));

    JsonNode written = written(Topic.METRICS, metrics);

    assertThat(Schemas.faults(Topic.METRICS, written)).isEmpty();
    assertThat(written.at("/scores/window/cost").isNull()).isTrue();
    assertThat(readBack(Topic.METRICS, metrics).score("cost")).isNull();
    assertThat(written.has("weights")).isFalse();
    assertThat(readBack(Topic.METRICS, metrics)).isEqualTo(metrics);
  }

  @Test
  void shouldAcceptTheWeightsOfABlend() throws Exception {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("network", 0.75);
    weights.put("logistic", -0.125);
    Metrics metrics = Schemas.example(Topic.METRICS, Map.of("weights", weights));

    ObjectNode written = (ObjectNode) written(Topic.METRICS, metrics);

    assertThat(Schemas.faults(Topic.METRICS, written)).isEmpty();
    assertThat(readBack(Topic.METRICS, metrics)).isEqualTo(metrics);
    assertThat(metrics.weights()).isEqualTo(weights);
    assertThat(readBack(Topic.METRICS, metrics).weights().keySet())
        .containsExactly("network", "logistic");
    written.putObject("weights").put("network", "much");
    assertThat(Schemas.faults(Topic.METRICS, written)).isNotEmpty();
  }

  @Test
  void shouldAcceptWhatBecameOfLateLabelsAndWhatIsRememberedOfKeys() throws Exception {
    for (Long delay : new Long[] {null, 12L}) {
      LateLabelCounts labels =
          new LateLabelCounts(
              1, 2, 3, null, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, delay, delay, "0f".repeat(32));
      KeyCounts keys = new KeyCounts(Map.of("customer", 5L), 1, 2, 3, "0f".repeat(32));
      Metrics metrics = Schemas.example(Topic.METRICS, Map.of("labels", labels, "keys", keys));

      assertThat(Schemas.faults(Topic.METRICS, written(Topic.METRICS, metrics))).isEmpty();
      assertThat(readBack(Topic.METRICS, metrics)).isEqualTo(metrics);
      assertThat(metrics.labels()).isEqualTo(labels);
      assertThat(metrics.keys()).isEqualTo(keys);
    }
  }

  @Test
  void shouldAcceptParametersOfALogisticLearner() throws Exception {
    Map<String, Object> learned = new LinkedHashMap<>();
    learned.put("w2", new double[][] {{-0.0, Double.MIN_VALUE}});
    learned.put("b2", new double[] {Double.MAX_VALUE});
    List<Label> classes = List.of(Label.of(0), Label.parse("spam"));
    Parameters parameters =
        new Parameters(
            "logistic",
            0,
            "logistic",
            2,
            List.of("age", "age missing"),
            classes,
            classes.get(1),
            7,
            JSON.createObjectNode(),
            "0".repeat(64),
            null,
            learned);

    JsonNode written = written(Topic.PARAMETERS, parameters);

    assertThat(Schemas.faults(Topic.PARAMETERS, written)).isEmpty();
    assertThat(written.has("w1")).isFalse();
    assertThat(written.has("scaling")).isFalse();
    assertThat(written.get("classes").toString()).isEqualTo("[0,\"spam\"]");
    Parameters read = readBack(Topic.PARAMETERS, parameters);
    assertThat(read.classes()).isEqualTo(classes);
    assertThat(read.learned())
        .isEqualTo(
            Map.of(
                "w2", List.of(List.of(-0.0, Double.MIN_VALUE)), "b2", List.of(Double.MAX_VALUE)));
  }

  private static <V> JsonNode written(Topic<V> topic, V value) throws Exception {
    return JSON.readTree(topic.serializer().serialize(topic.name(), value));
  }

  private static <V> V readBack(Topic<V> topic, V value) {
    byte[] bytes = topic.serializer().serialize(topic.name(), value);
    return topic.deserializer().deserialize(topic.name(), bytes);
  }
}
