package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.topic.OutputFormat.ValueWriter;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** JSON beside its schema, in the form of Kafka Connect's JsonConverter. */
final class ConnectJson {

  /** No output in another format begins like this. */
  static final String BEGIN = "{\"schema\":";

  static final String PAYLOAD = "payload";

  private ConnectJson() {}

  /** Makes a writer of values, whose schema each record repeats. */
  static ValueWriter writer(Schema schema) {
    byte[] before = (BEGIN + of(schema, false) + ",\"" + PAYLOAD + "\":").getBytes(UTF_8);
    byte[] behind = {'}'};
    return value -> {
      JsonNode tree = OutputJson.toTree(schema, value);
      return OutputFormat.joined(before, OutputJson.PLAIN.writeValueAsBytes(tree), behind);
    };
  }

  /** Returns Connect's form of a schema; a union is of null and another type. */
  private static ObjectNode of(Schema schema, boolean optional) {
    if (schema.isUnion()) {
      return of(OutputJson.some(schema), true);
    }
    ObjectNode connect = OutputJson.PLAIN.createObjectNode().put("optional", optional);
    switch (schema.getType()) {
      case RECORD -> {
        connect.put("type", "struct").put("name", schema.getFullName());
        ArrayNode fields = connect.putArray("fields");
        for (Schema.Field field : schema.getFields()) {
          fields.add(of(field.schema(), false).put("field", field.name()));
        }
      }
      case LONG -> {
        connect.put("type", "int64");
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
          connect.put("name", "org.apache.kafka.connect.data.Timestamp").put("version", 1);
        }
      }
      case INT -> connect.put("type", "int32");
      default -> {
        connect.put("type", schema.getName()); // boolean, double and string, in both
        if (schema.getProp(OutputJson.NAME) != null) {
          connect.put("name", schema.getProp(OutputJson.NAME));
        }
      }
    }
    return connect;
  }
}
