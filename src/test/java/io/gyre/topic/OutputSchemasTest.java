package io.gyre.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.view.AddedMetric;
import io.gyre.scoring.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
    Map<OutputFormat, String> now =
        Map.of(
            // Without the scores that the program adds: they are compatible by what they are.
            OutputFormat.AVRO, Files.readString(Path.of("topics", topic.name() + ".avsc")),
            OutputFormat.JSON_SCHEMA, OutputFormat.JSON_SCHEMA.schema(topic.definition()));
    for (OutputFormat format : now.keySet()) {
      List<String> released = ReleasedSchemas.of(topic, format);
      assertThat(now.get(format))
          .as("a released version stays: copy it to a next folder of " + ReleasedSchemas.VERSIONS)
          .isEqualTo(released.get(released.size() - 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveAFieldForAScoreThatTheFileLacks(Scope scope) throws IOException {
    String file = Topic.METRICS.definition().avro();
    Schema now = new Schema.Parser().parse(ScoreFields.added(file, of -> AddedMetric.to()));

    Schema.Field added =
        now.getField("scores")
            .schema()
            .getField(scope.name().toLowerCase(Locale.ROOT))
            .schema()
            .getField("added_one");
    assertThat(added.schema()).hasToString("[\"null\",\"double\"]");
    assertThat(added.doc()).isEqualTo("The one that is added");
    for (String before : ReleasedSchemas.of(Topic.METRICS, OutputFormat.AVRO)) {
      assertThat(compatible(now, new Schema.Parser().parse(before))).isTrue();
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
