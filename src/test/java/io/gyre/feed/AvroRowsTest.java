package io.gyre.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.record.RecordReader;
import io.gyre.data.record.RecordReader.Accepts;
import io.gyre.data.record.RecordSettings;
import io.gyre.data.record.Schema;
import io.gyre.data.record.ValueFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of JSON as Avro: what was in them, and how their schemas follow each other. */
class AvroRowsTest {

  private final List<String> versions = new ArrayList<>();
  private final AvroRows rows =
      new AvroRows(
          "a-topic",
          schema -> {
            versions.add(schema);
            return versions.size();
          });
  private final RecordReader plain =
      RecordReader.of(RecordSettings.standard(), Accepts.POINTS_AND_LABELS);
  private final RecordReader framed =
      RecordReader.of(
          RecordSettings.standard().withFormat(ValueFormat.AVRO),
          Accepts.POINTS_AND_LABELS,
          id -> ValueFormat.AVRO.schema(versions.get(number(id) - 1), List.of()));

  private static int number(String id) {
    return Integer.parseInt(id.substring("id/".length()));
  }

  private Point written(String json) throws InvalidPointException {
    return framed.read(rows.write(json.getBytes(UTF_8)));
  }

  private void assertSame(String json) throws InvalidPointException {
    Point expected = plain.read(json.getBytes(UTF_8));
    Point point = written(json);
    assertThat(point.id()).isEqualTo(expected.id());
    assertThat(point.label()).isEqualTo(expected.label());
    assertThat(values(point.fields())).isEqualTo(values(expected.fields()));
  }

  private static Map<String, String> values(Fields fields) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.missing(i)) {
        values.put(fields.path(i), fields.number(i) + " " + fields.text(i));
      }
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":17,\"label\":\"kept\",\"price\":12.5,\"items\":3,\"express\":true,\"zip\":\"08001\"}",
        "{\"id\":\"a\",\"label\":1,\"x\":null,\"ship\":{\"zip\":8001,\"to\":{\"city\":\"Bern\"}}}",
        "{\"id\":12345678901234567890123,\"label\":1,\"big\":12345678901234567890123}",
        "{\"sizes\":[1,2.5,\"x\",null,[true]],\"items\":[{\"a\":1},{\"b\":2}]}",
        "{\"a\":{\"b\":{\"x\":1}},\"a_b\":{\"y\":2},\"a_elements\":[{\"z\":1}]}",
        "{\"x\":0.1,\"y\":-1e300,\"z\":9223372036854775807,\"at\":\"2026-11-29T10:00:00Z\"}"
      })
  void shouldKeepWhatIsInARow(String json) throws InvalidPointException {
    assertSame(json);
  }

  /** Or the ids of later rows would have a fraction. */
  @Test
  void shouldWriteEachNumberAsItIs() throws InvalidPointException {
    assertSame("{\"id\":1,\"x\":1}");
    assertSame("{\"id\":2.5e3,\"x\":1.5}".replace("2.5e3", "\"b\""));
    assertSame("{\"id\":7,\"x\":2}");
  }

  @Test
  void shouldRegisterAVersionOnlyForWhatIsNew() throws InvalidPointException {
    rows.foresee("{\"id\":1,\"x\":1,\"y\":\"text\"}".getBytes(UTF_8));
    rows.foresee("no json".getBytes(UTF_8));
    assertSame("{\"id\":1,\"x\":1}");
    assertSame("{\"id\":2,\"y\":\"other\",\"x\":null}");
    assertThat(versions).hasSize(1);

    assertSame("{\"id\":3,\"x\":1.5}");
    assertSame("{\"id\":4,\"x\":\"text\",\"z\":[1]}");

    assertThat(versions).hasSize(3);
  }

  @Test
  void shouldReadWithEachVersionWhatThoseBeforeItWrote() throws InvalidPointException {
    for (String json :
        List.of(
            "{\"a-b\":\"x\"}",
            "{\"a_b\":1}",
            "{\"a_b\":{\"c\":1},\"a-b\":2.5}",
            "{\"a\":{\"b\":[1]},\"a_b\":[{\"c\":true}]}",
            "{\"a\":{\"b\":[{\"c\":null}]}}",
            "{\"a\":\"text\"}")) {
      rows.write(json.getBytes(UTF_8));
    }

    for (int i = 1; i < versions.size(); i++) {
      assertThat(
              SchemaCompatibility.checkReaderWriterCompatibility(
                      parsed(versions.get(i)), parsed(versions.get(i - 1)))
                  .getType())
          .as(versions.get(i))
          .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
    assertThat(rows.renamed()).isEqualTo(Map.of("a-b", "a_b", "a_b", "a_b_"));
  }

  private static org.apache.avro.Schema parsed(String schema) {
    return new org.apache.avro.Schema.Parser().parse(schema);
  }

  @Test
  void shouldRefuseNamesOfFieldsThatAreValues() throws Exception {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 200; i++) {
                rows.write("{\"user-%d\":1}".formatted(i).getBytes(UTF_8));
              }
            })
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("more than 100 times");
    assertThat(versions).hasSize(100);
  }

  @Test
  void shouldLeaveWhatIsNoRow() throws InvalidPointException {
    assertThat(rows.write(null)).isNull();
    assertThatThrownBy(() -> rows.write("[1]".getBytes(UTF_8)))
        .isInstanceOf(InvalidPointException.class);
  }

  /** Jackson's tree is what rows are read into, so a schema of each shape can be made. */
  @Test
  void shouldMakeASchemaThatIsNotDenied() throws Exception {
    JsonNode row = new JsonMapper().readTree("{\"ä\":{\"1\":[[{\"\":1}]]},\"\":{}}");
    rows.write(row.toString().getBytes(UTF_8));

    Schema schema = ValueFormat.AVRO.schema(versions.get(0), List.of());
    assertThat(schema.denied()).isNull();
  }
}
