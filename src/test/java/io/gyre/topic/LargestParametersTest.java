package io.gyre.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.data.Label;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A record of parameters that is too large for its topic would end the application. */
class LargestParametersTest {

  private static final int MOST_BYTES = 8 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  /** No number takes more bytes. */
  private static final double LONGEST = -1.2345678901234567e-100;

  /** Of parts that are columns of so many numbers, each in a row of its own. */
  private Parameters record(List<String> columns, Map<String, Long> numbers) {
    List<Label> classes = List.of(Label.of(0), Label.of(1));
    Map<String, Object> parts = new LinkedHashMap<>();
    numbers.forEach(
        (name, count) -> {
          // No record takes more of them.
          if (count < 300_000) {
            double[][] rows = new double[count.intValue()][1];
            Arrays.stream(rows).forEach(row -> row[0] = LONGEST);
            parts.put(name, rows);
          }
        });
    return new Parameters(
            "a",
            0,
            "x",
            columns.size(),
            columns,
            classes,
            classes.get(1),
            7,
            JSON.createObjectNode(),
            "0".repeat(64),
            null,
            Map.of())
        .with(numbers, parts);
  }

  private static JsonNode written(Parameters parameters) throws IOException {
    byte[] bytes = Topic.PARAMETERS.serializer().serialize(Topic.PARAMETERS.name(), parameters);
    assertThat(bytes.length).isLessThan(MOST_BYTES);
    JsonNode json = JSON.readTree(bytes);
    assertThat(Schemas.faults(Topic.PARAMETERS, json)).isEmpty();
    return json;
  }

  private static Map<String, Long> numbers(Object... namesAndNumbers) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      numbers.put((String) namesAndNumbers[i], ((Integer) namesAndNumbers[i + 1]).longValue());
    }
    return numbers;
  }

  @Test
  void shouldBeWholeUpToTheSizeThatTheTopicTakes() throws IOException {
    int most = Parameters.MOST_BYTES / 28;

    Parameters whole = record(List.of("age"), numbers("q", most - 100));
    assertThat(whole.isWhole()).isTrue();
    assertThat(written(whole).get("q")).hasSize(most - 100);

    assertThat(record(List.of("age"), numbers("q", most)).leftOut())
        .isEqualTo(Map.of("q", (long) most));
  }

  @Test
  void shouldLeaveOutTheLargestPartsFirst() throws IOException {
    Parameters parameters =
        record(
            List.of("age", "carrier=DL"),
            numbers("huge", 3_999_999, "b", 3, "large", 200_000, "as-large", 200_000, "last", 1));

    assertThat(parameters.leftOut())
        .containsExactly(Map.entry("huge", 3_999_999L), Map.entry("as-large", 200_000L));
    assertThat(parameters.learned().keySet()).containsExactly("b", "large", "last");
    JsonNode json = written(parameters);
    assertThat(json.get("leftOut")).hasToString("{\"huge\":3999999,\"as-large\":200000}");
    assertThat(json.get("columns")).hasToString("[\"age\",\"carrier=DL\"]");
    assertThat(json.get("large")).hasSize(200_000);
  }

  /** JSON writes each of these characters as six bytes. */
  @Test
  void shouldLeaveOutTheNamesOfColumnsIfTheyAreTheLargest() throws IOException {
    List<String> columns = Collections.nCopies(2_000, "\u0001".repeat(1_000));

    Parameters parameters = record(columns, numbers("b", 1_000));

    assertThat(parameters.leftOut()).isEqualTo(Map.of("columns", 2_000L));
    assertThat(parameters.features()).isEqualTo(2_000);
    assertThat(written(parameters).get("b")).hasSize(1_000);
    try (var deserializer = Topic.PARAMETERS.deserializer()) {
      byte[] bytes = Topic.PARAMETERS.serializer().serialize("", parameters);
      assertThat(deserializer.deserialize("", bytes).leftOut()).isEqualTo(parameters.leftOut());
    }
  }
}
