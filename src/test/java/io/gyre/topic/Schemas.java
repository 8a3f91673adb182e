package io.gyre.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;

/** Validates values with the schemas of {@code topics/}. */
final class Schemas {

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private Schemas() {}

  /** Returns what the schema has against a value; empty when it is valid. */
  static List<String> faults(Topic<?> topic, JsonNode value) {
    return faults(topic.definition().schema(), value);
  }

  static List<String> faults(JsonNode schemaOf, JsonNode value) {
    JsonSchema schema = FACTORY.getSchema(schemaOf);
    return schema.validate(value).stream().map(ValidationMessage::getMessage).toList();
  }
}
