package io.gyre.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schemas that registries get stay compatible, in both directions, with every version that was
 * released. {@code src/test/resources/schemas} has a folder for each version.
 */
class OutputSchemasTest {

  static List<Topic<?>> topics() {
    return Topic.formatted();
  }

  private static boolean reads(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static boolean compatible(Schema one, Schema other) {
    return reads(one, other) && reads(other, one);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldStayCompatibleInAvro(Topic<?> topic) throws IOException {
    Schema now = new Schema.Parser().parse(topic.definition().avro());
    for (String before : ReleasedSchemas.of(topic, OutputFormat.AVRO)) {
      assertThat(compatible(now, new Schema.Parser().parse(before))).as(before).isTrue();
    }
  }

  /** A change of a schema is a new version, so that the next change is compared with it. */
  @ParameterizedTest
  @MethodSource("topics")
  void shouldBeTheLastVersion(Topic<?> topic) throws IOException {
    for (OutputFormat format : List.of(OutputFormat.AVRO, OutputFormat.JSON_SCHEMA)) {
      List<String> released = ReleasedSchemas.of(topic, format);
      assertThat(format.schema(topic.definition()))
          .as("a released version stays: copy it to a next folder of " + ReleasedSchemas.VERSIONS)
          .isEqualTo(released.get(released.size() - 1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\":\"step\",\"type\":\"long\"",
        "\"name\":\"untried\",\"type\":[\"null\",\"int\"]"
      })
  void shouldFindAChangeThatIsNotCompatible(String field) {
    String now = new Schema.Parser().parse(Topic.PREDICTIONS.definition().avro()).toString();
    assertThat(now).contains(field);
    String changed = now.replace(field, field.replaceAll("\"(long|int)\"", "\"string\""));

    assertThat(compatible(new Schema.Parser().parse(now), new Schema.Parser().parse(changed)))
        .isFalse();
  }

  @Test
  void shouldAllowAFieldThatMayBeAbsent() {
    String now = new Schema.Parser().parse(Topic.PREDICTIONS.definition().avro()).toString();
    String more = ",{\"name\":\"more\",\"type\":[\"null\",\"int\"],\"default\":null}]}";

    assertThat(
            compatible(
                new Schema.Parser().parse(now),
                new Schema.Parser().parse(now.replaceAll("\\]\\}$", more))))
        .isTrue();
  }
}
