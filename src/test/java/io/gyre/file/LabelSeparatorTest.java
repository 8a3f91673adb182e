package io.gyre.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSeparatorTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static SeparatedRow split(LabelSeparator splitter, String json, String substitute) {
    return splitter.split(new Row(1, json.getBytes(UTF_8), true), substitute);
  }

  private static String text(byte[] json) {
    return json == null ? null : new String(json, UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"id\":7,\"x\":1,\"y\":\"no\"}    | 7     | {\"id\":7,\"x\":1,\"y\":null}   | {\"id\":7,\"y\":\"no\"}",
        "{\"y\": 1.50 ,\"id\":\"a\"}        | a     | {\"y\": null ,\"id\":\"a\"}    | {\"id\":\"a\",\"y\":1.50}",
        "{\"y\":true,\"id\":\"\\u00e9\\\"\"} | é\"   | {\"y\":null,\"id\":\"\\u00e9\\\"\"} | {\"id\":\"\\u00e9\\\"\",\"y\":true}",
        "{\"x\":1,\"y\":2}                  | row-3 | {\"id\":\"row-3\",\"x\":1,\"y\":null} | {\"id\":\"row-3\",\"y\":2}",
        "{\"id\":null,\"x\":\"é\",\"y\":2}  | row-3 | {\"id\":\"row-3\",\"x\":\"é\",\"y\":null} | {\"id\":\"row-3\",\"y\":2}",
        "{\"id\":\" \",\"x\":1,\"y\":2}   | row-3 | {\"id\":\"row-3\",\"x\":1,\"y\":null} | {\"id\":\"row-3\",\"y\":2}",
        "{\"id\":7,\"x\":1,\"y\":null}      | 7     | {\"id\":7,\"x\":1,\"y\":null}   | -",
        "{\"id\":7,\"x\":1,\"y\":\" ? \"}   | 7     | {\"id\":7,\"x\":1,\"y\":null}   | -",
        "{\"x\":1,\"y\":null}               | row-3 | {\"id\":\"row-3\",\"x\":1,\"y\":null} | -",
        "{\"x\":1}                          | -     | {\"x\":1}                       | -",
        "{}                                 | -     | {}                              | -",
        "{\"x\":{\"y\":5,\"id\":6},\"id\":7,\"y\":1} | 7 | {\"x\":{\"y\":5,\"id\":6},\"id\":7,\"y\":null} | {\"id\":7,\"y\":1}",
        "{\"payload\":{\"y\":5},\"id\":7,\"y\":1} | 7 | {\"payload\":{\"y\":5},\"id\":7,\"y\":null} | {\"id\":7,\"y\":1}",
        "{\"schema\":{},\"payload\":{\"x\":1,\"y\":5}} | row-3 | {\"schema\":{},\"payload\":{\"id\":\"row-3\",\"x\":1,\"y\":null}} | {\"id\":\"row-3\",\"y\":5}",
        "{\"op\":\"u\",\"before\":{\"id\":8,\"y\":1},\"after\":{\"id\":9,\"y\":2}} | 9 | {\"op\":\"u\",\"before\":{\"id\":8,\"y\":1},\"after\":{\"id\":9,\"y\":null}} | {\"id\":9,\"y\":2}",
      })
  void shouldTakeTheLabelAwayAndGiveItTheId(String row, String id, String point, String label) {
    SeparatedRow parts = split(new LabelSeparator("y", "id", null), row, "row-3");

    assertThat(parts.id()).isEqualTo(id);
    assertThat(text(parts.point())).isEqualTo(point);
    assertThat(text(parts.label())).isEqualTo(label);
    assertThat(parts.timeMs()).isEqualTo(Point.NO_TIME);
  }

  @Test
  void shouldNameNestedMembersByTheirPaths() throws InvalidPointException {
    LabelSeparator splitter = new LabelSeparator("meta.won", "key.id", "at");

    SeparatedRow parts =
        split(
            splitter, "{\"key\":{\"id\":5},\"at\":1780000000,\"x\":1,\"meta\":{\"won\":1}}", null);

    assertThat(text(parts.point()))
        .isEqualTo("{\"key\":{\"id\":5},\"at\":1780000000,\"x\":1,\"meta\":{\"won\":null}}");
    assertThat(text(parts.label())).isEqualTo("{\"key.id\":5,\"meta.won\":1}");
    assertThat(parts.timeMs()).isEqualTo(1_780_000_000_000L);
    // The reader of a topic understands such names as the paths.
    RecordReader reader =
        RecordReader.of(
            RecordSettings.json("meta.won", "key.id", null), RecordReader.Accepts.POINTS);
    Point read = reader.read("{\"key.id\":5,\"meta.won\":1,\"x\":2}".getBytes(UTF_8));
    assertThat(read.id()).isEqualTo("5");
    assertThat(read.label()).isEqualTo(Label.of(1));
  }

  @Test
  void shouldLeaveARowWithoutIdOrSubstituteUnlabelled() {
    SeparatedRow parts = split(new LabelSeparator("y", "id", null), "{\"x\":1,\"y\":2}", null);

    assertThat(parts.id()).isNull();
    assertThat(parts.label()).isNull();
  }

  /** As a label is read from a record: 1, 1.0 and "1" are one class. */
  @Property
  void shouldEqualWhatATreeOfTheRowSays(
      @ForAll String id, @ForAll String label, @ForAll double x, @ForAll boolean idFirst)
      throws IOException {
    ObjectNode row = JSON.createObjectNode();
    if (idFirst) {
      row.put("id", id);
    }
    row.put("x", x).put("text", label + id).put("y", "y" + label).put("z", id);
    if (!idFirst) {
      row.put("id", id);
    }
    byte[] json = JSON.writeValueAsBytes(row);

    SeparatedRow parts = new LabelSeparator("y", "id", null).split(new Row(1, json, true), "none");

    String known = id.isBlank() ? "none" : id;
    row.put("id", known);
    JsonNode labelOnly = JSON.createObjectNode().put("id", known).put("y", "y" + label);
    assertThat(JSON.readTree(parts.label())).isEqualTo(JSON.readTree(labelOnly.toString()));
    assertThat(JSON.readTree(parts.point()))
        .isEqualTo(JSON.readTree(JSON.writeValueAsBytes(row.putNull("y"))));
  }
}
