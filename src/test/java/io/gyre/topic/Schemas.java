package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Map;

/** Validates values with the schemas of {@code topics/}. */
final class Schemas {

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private Schemas() {}

  /** Returns a topic's example with other members, read as the program does. */
  static <V> V example(Topic<V> topic, Map<String, ?> changes) {
    ObjectNode value = topic.definition().example().get("value").deepCopy();
    changes.forEach((name, to) -> value.set(name, OutputJson.PLAIN.valueToTree(to)));
    return topic.deserializer().deserialize("t", value.toString().getBytes(UTF_8));
  }

  /** Returns what the schema has against a value; empty when it is valid. */
  static List<String> faults(Topic<?> topic, JsonNode value) {
    return faults(topic.definition().schema(), value);
  }

  static List<String> faults(JsonNode schemaOf, JsonNode value) {
    JsonSchema schema = FACTORY.getSchema(schemaOf);
    return schema.validate(value).stream().map(ValidationMessage::getMessage).toList();
  }
}
