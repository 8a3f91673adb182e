package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.format.Schema;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Flatten;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each format holds all that there is, and Gyre reads it again; it finds each by itself. */
class OutputFormatContractTest {

  private static final int ID = 7;
  private static final long SEED = 20261129;

  static Stream<Arguments> all() {
    return Stream.of(OutputFormat.values())
        .flatMap(format -> Topic.formatted().stream().map(topic -> Arguments.of(format, topic)));
  }

  /** Finds the schema of a topic, as a registry would give it. */
  private static Function<String, Schema> schemas(OutputFormat format, Topic<?> topic) {
    return id -> {
      assertThat(id).isEqualTo("id/" + ID);
      return format.registered().schema(format.schema(topic.definition()), List.of());
    };
  }

  @ParameterizedTest
  @MethodSource("all")
  <V> void shouldKeepEverythingThatTheSchemaInJsonHas(OutputFormat format, Topic<V> topic) {
    for (JsonNode value : values(topic)) {
      V read = topic.deserializer().deserialize("", bytes(value));
      byte[] written = topic.serializer(format, ID).serialize("", read);

      V again = topic.deserializer(schemas(format, topic)).deserialize("", written);

      assertThat(tree(topic.serializer().serialize("", again)))
          .isEqualTo(tree(topic.serializer().serialize("", read)));
      assertThat(tree(topic.json("t", schemas(format, topic)).apply(written)))
          .isEqualTo(tree(topic.serializer().serialize("", read)));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  <V> void shouldLeaveADeletionAsItIs(OutputFormat format, Topic<V> topic) {
    assertThat(topic.serializer(format, ID).serialize("", null)).isNull();
    assertThat(topic.deserializer(schemas(format, topic)).deserialize("", null)).isNull();
    assertThat(topic.json("t", schemas(format, topic)).apply(null)).isNull();
  }

  @ParameterizedTest
  @MethodSource("all")
  <V> void shouldRefuseWhatIsCutOffAtAnyByte(OutputFormat format, Topic<V> topic) {
    Deserializer<V> deserializer = topic.deserializer(schemas(format, topic));
    for (JsonNode value : values(topic).subList(0, 1)) {
      V read = topic.deserializer().deserialize("", bytes(value));
      byte[] written = topic.serializer(format, ID).serialize("", read);
      for (int length = 0; length < written.length; length++) {
        byte[] part = Arrays.copyOf(written, length);
        assertThatThrownBy(() -> deserializer.deserialize("t", part))
            .as("%d bytes", length)
            .isInstanceOf(SerializationException.class)
            .hasMessageContaining("record on t: ");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  <V> void shouldReadOrRefuseWhateverBytesThereAre(OutputFormat format, Topic<V> topic) {
    Random random = new Random(SEED);
    Schema schema = format.registered() == null ? null : schemas(format, topic).apply("id/" + ID);
    Deserializer<V> deserializer = topic.deserializer(id -> schema);
    List<byte[]> whole = new ArrayList<>();
    for (JsonNode value : values(topic)) {
      V read = topic.deserializer().deserialize("", bytes(value));
      whole.add(topic.serializer(format, ID).serialize("", read));
    }
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] mutated = whole.get(i % whole.size()).clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      try {
        deserializer.deserialize("t", mutated);
      } catch (SerializationException e) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", SEED).isBetween(1, 4_000);
  }

  @Test
  void shouldNameTheRegistryThatIsMissing() {
    byte[] avro =
        Topic.PREDICTIONS
            .serializer(OutputFormat.AVRO, ID)
            .serialize("", Predictions.ofTwo("p", "blend", 0.5, null, 1, 0, 0));

    assertThatThrownBy(() -> Topic.PREDICTIONS.deserializer().deserialize("t", avro))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("id/7")
        .hasMessageContaining("--schema-registry");
    assertThatThrownBy(
            () ->
                Topic.PREDICTIONS
                    .deserializer(id -> Schema.denied("it has none"))
                    .deserialize("t", avro))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("it has none");
  }

  /** Kafka Connect's own converter reads all, by the schema that is in the record. */
  @ParameterizedTest
  @MethodSource("topics")
  <V> void shouldBeReadByKafkaConnect(Topic<V> topic) throws Exception {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "true"), false);
      for (JsonNode value : values(topic)) {
        V read = topic.deserializer().deserialize("", bytes(value));
        org.apache.avro.Schema schema = AvroTree.parse(topic.definition().avro());
        JsonNode typed = only(schema, OutputJson.toTree(schema, read));

        SchemaAndValue connect =
            converter.toConnectData(
                "t", topic.serializer(OutputFormat.CONNECT_JSON, 0).serialize("", read));

        Struct struct = (Struct) connect.value();
        struct.validate();
        assertThat(connect.schema().name()).startsWith("io.gyre.");
        byte[] back = converter.fromConnectData("t", connect.schema(), struct);
        assertThat(withoutNulls(tree(back).get("payload"))).isEqualTo(withoutNulls(typed));
        for (Field field : connect.schema().fields()) {
          assertThat(field.schema().isOptional() || struct.get(field) != null).isTrue();
        }
      }
    }
  }

  /** Returns what a schema has. */
  private static JsonNode only(org.apache.avro.Schema schema, JsonNode tree) {
    org.apache.avro.Schema some = OutputJson.some(schema);
    if (some.getType() != org.apache.avro.Schema.Type.RECORD || tree.isNull()) {
      return tree;
    }
    ObjectNode found = OutputJson.PLAIN.createObjectNode();
    for (org.apache.avro.Schema.Field field : some.getFields()) {
      if (tree.has(field.name())) {
        found.set(field.name(), only(field.schema(), tree.get(field.name())));
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void shouldHaveAFieldForEachMetricThatIsANumber(Scope scope) {
    org.apache.avro.Schema metrics = AvroTree.parse(Topic.METRICS.definition().avro());
    String name = scope.name().toLowerCase(Locale.ROOT);

    assertThat(metrics.getField("scores").schema().getField(name).schema().getFields())
        .extracting(org.apache.avro.Schema.Field::name)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of("n"),
                    MetricRegistry.numbers(scope).stream()
                        .map(metric -> metric.name().replace('-', '_')))
                .toList());
  }

  /** Databases take neither arrays nor maps; records become columns by a transform of Kafka's. */
  @ParameterizedTest
  @MethodSource("topics")
  <V> void shouldBecomeColumnsOfATable(Topic<V> topic) throws Exception {
    try (JsonConverter converter = new JsonConverter();
        Flatten.Value<SinkRecord> flatten = new Flatten.Value<>()) {
      converter.configure(Map.of("schemas.enable", "true"), false);
      flatten.configure(Map.of("delimiter", "_"));
      for (JsonNode value : values(topic)) {
        V read = topic.deserializer().deserialize("", bytes(value));
        SchemaAndValue connect =
            converter.toConnectData(
                "t", topic.serializer(OutputFormat.CONNECT_JSON, 0).serialize("", read));

        SinkRecord flat =
            flatten.apply(new SinkRecord("t", 0, null, null, connect.schema(), connect.value(), 0));

        assertThat(flat.valueSchema().fields())
            .allSatisfy(field -> assertThat(field.schema().type().isPrimitive()).isTrue());
        assertThat(((Struct) flat.value()).get("learner")).isNotNull();
      }
    }
  }

  static List<Topic<?>> topics() {
    return Topic.formatted();
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void shouldLeaveParametersAndDeadLettersAsTheyAre(OutputFormat format) {
    OutputSerializers all = OutputSerializers.of(format, topic -> ID);

    assertThat(all.of(Topic.DEAD_LETTERS).serialize("", new byte[] {1, 2})).containsExactly(1, 2);
    byte[] parameters = bytes(Topic.PARAMETERS.definition().example().get("value"));
    Parameters read = Topic.PARAMETERS.deserializer().deserialize("", parameters);
    assertThat(all.of(Topic.PARAMETERS).serialize("", read))
        .isEqualTo(Topic.PARAMETERS.serializer().serialize("", read));
  }

  /** Returns the example, and values with all that the schema has, and with what it requires. */
  private static List<JsonNode> values(Topic<?> topic) {
    JsonNode schema = topic.definition().schema();
    List<JsonNode> values = new ArrayList<>();
    values.add(topic.definition().example().get("value"));
    for (String label : List.of("1", "-0.5", "\"spam\"", "true", "\"日本 \\uD83D\\uDE00\"")) {
      for (boolean whole : new boolean[] {true, false}) {
        ObjectNode value = (ObjectNode) new Instance(schema, whole, tree(label)).of(schema);
        if (topic == Topic.ALERTS) {
          // What a kind has is not required of the other.
          value = whole ? value : (ObjectNode) new Instance(schema, true, tree(label)).of(schema);
          value.put("kind", whole ? "review" : "drift");
        }
        if (topic == Topic.METRICS && whole) {
          ObjectNode total = (ObjectNode) value.at("/scores/total");
          total.putNull("auc");
          total.set("recall", tree("{\"spam\":0.5,\"1\":null}"));
          total.set("confusion", tree("[[697,301],[289,703]]"));
        }
        if (topic == Topic.PREDICTIONS && !whole) {
          value.put("probability", 4.9e-324);
        }
        values.add(value);
      }
    }
    return values;
  }

  /** Makes a value by a schema, with all members or the required ones. */
  private record Instance(JsonNode root, boolean whole, JsonNode label) {

    JsonNode of(JsonNode schema) {
      if (schema.has("$ref")) {
        return of(root.at(schema.get("$ref").asText().substring(1)));
      }
      if (schema.has("enum")) {
        return schema.get("enum").get(0);
      }
      JsonNode types = schema.get("type");
      if (types.isArray()) {
        boolean nullable = types.toString().contains("null");
        boolean ofClass = types.toString().contains("boolean");
        return nullable && !whole
            ? OutputJson.PLAIN.nullNode()
            : ofClass ? label : ofType(types.get(0).asText(), schema);
      }
      return ofType(types.asText(), schema);
    }

    private JsonNode ofType(String type, JsonNode schema) {
      return switch (type) {
        case "string" -> tree(schema.has("pattern") ? '"' + "a".repeat(64) + '"' : "\"text\"");
        case "integer" -> tree(schema.path("minimum").asInt() > 0 ? "3" : "1780000000");
        case "number" -> tree(schema.has("maximum") ? "0.30000000000000004" : "41.5");
        case "boolean" -> tree("true");
        case "array" -> tree("[]", array -> ((ArrayNode) array).add(of(schema.get("items"))));
        default ->
            tree(
                "{}",
                object -> {
                  schema
                      .path("properties")
                      .properties()
                      .forEach(
                          each -> {
                            if (whole
                                || schema.path("required").toString().contains(each.getKey())) {
                              ((ObjectNode) object).set(each.getKey(), of(each.getValue()));
                            }
                          });
                  if (schema.path("additionalProperties").isObject()) {
                    ((ObjectNode) object).set("a.b", of(schema.get("additionalProperties")));
                  }
                });
      };
    }

    private static JsonNode tree(String json, java.util.function.Consumer<JsonNode> filled) {
      JsonNode tree = tree(json);
      filled.accept(tree);
      return tree;
    }

    private static JsonNode tree(String json) {
      return OutputFormatContractTest.tree(json);
    }
  }

  private static byte[] bytes(JsonNode value) {
    return value.toString().getBytes(UTF_8);
  }

  private static JsonNode tree(String json) {
    return tree(json.getBytes(UTF_8));
  }

  /** Returns JSON as a tree; an integer that is a number of another type is the same number. */
  private static JsonNode tree(byte[] json) {
    try {
      return numbers(OutputJson.PLAIN.readTree(json));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode numbers(JsonNode node) {
    if (node.isNumber()) {
      return OutputJson.PLAIN.getNodeFactory().numberNode(node.decimalValue().stripTrailingZeros());
    }
    if (node instanceof ObjectNode object) {
      object.properties().forEach(each -> each.setValue(numbers(each.getValue())));
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, numbers(array.get(i)));
      }
    }
    return node;
  }

  private static JsonNode withoutNulls(JsonNode node) {
    JsonNode found = numbers(node.deepCopy());
    removeNulls(found);
    return found;
  }

  private static void removeNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<String> nulls = new ArrayList<>();
      object
          .properties()
          .forEach(
              each -> {
                if (each.getValue().isNull()) {
                  nulls.add(each.getKey());
                }
              });
      object.remove(nulls);
    }
    node.forEach(OutputFormatContractTest::removeNulls);
  }
}
