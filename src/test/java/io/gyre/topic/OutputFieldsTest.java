package io.gyre.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.gyre.data.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A field of an output is a component of its record: both schemas and the document have it. */
class OutputFieldsTest {

  private static final String SCORES = "scores"; // the registry's matter

  static List<Topic<?>> topics() {
    return Topic.formatted();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldBeThoseOfTheRecordEverywhere(Topic<?> topic) throws IOException {
    Class<?> type = ((OutputSerde<?>) topic.serde()).type;
    Map<String, String> fields = new TreeMap<>();
    for (Class<?> kind : type.isSealed() ? type.getPermittedSubclasses() : new Class<?>[] {type}) {
      ofRecord(kind, "", fields);
    }
    if (type.isSealed()) {
      fields.put("kind", "String");
    }
    Set<String> json = new TreeSet<>();
    ofJson(topic.definition().schema(), "", json);
    Set<String> avro = new TreeSet<>();
    ofAvro(AvroTree.parse(topic.definition().avro()), "", avro);

    assertSame(topic + ".json", fields, json, "'NAME': { 'description': '…', 'type': '…' }");
    assertSame(
        topic + ".avsc",
        fields,
        avro,
        "{ 'name': 'NAME', 'type': ['null', '…'], 'default': null, 'doc': '…' }");
    String document = Files.readString(Path.of("src/docs/topics.md"));
    assertThat(fields.keySet())
        .extracting(path -> '`' + path.substring(path.lastIndexOf('.') + 1) + '`')
        .allSatisfy(name -> assertThat(document).as("src/docs/topics.md").contains(name));
  }

  private static void assertSame(
      String file, Map<String, String> fields, Set<String> found, String paste) {
    Map<String, String> lacking = new TreeMap<>(fields);
    lacking.keySet().removeAll(found);
    assertThat(found)
        .as("topics/%s lacks %s: paste %s", file, lacking, paste.replace('\'', '"'))
        .isEqualTo(fields.keySet());
  }

  private static void ofRecord(Class<?> record, String at, Map<String, String> found) {
    SerializationConfig config = OutputJson.PLAIN.getSerializationConfig();
    BeanDescription known = config.introspect(config.constructType(record));
    for (BeanPropertyDefinition each : known.findProperties()) {
      Class<?> type = each.getRawPrimaryType();
      found.put(at + each.getName(), type.getSimpleName());
      if (type.isRecord() && type != Label.class && type != Metrics.Scores.class) {
        ofRecord(type, at + each.getName() + '.', found);
      }
      var ignored = each.getAccessor().getAnnotation(JsonIgnoreProperties.class);
      for (String name : ignored == null ? new String[0] : ignored.value()) {
        found.remove(at + each.getName() + '.' + name);
      }
    }
  }

  private static void ofJson(JsonNode schema, String at, Set<String> found) {
    schema
        .path("properties")
        .properties()
        .forEach(
            each -> {
              found.add(at + each.getKey());
              if (!each.getKey().equals(SCORES)) {
                ofJson(each.getValue(), at + each.getKey() + '.', found);
              }
            });
  }

  private static void ofAvro(Schema schema, String at, Set<String> found) {
    for (Schema.Field each : schema.getFields()) {
      found.add(at + each.name());
      Schema type = OutputJson.some(each.schema());
      if (type.getType() == Schema.Type.RECORD && !each.name().equals(SCORES)) {
        ofAvro(type, at + each.name() + '.', found);
      }
    }
  }
}
