package io.gyre.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.scoring.Metric;
import io.gyre.scoring.Scope;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The fields of scores in the schema of metrics in Avro: one for each metric that is a number. */
final class ScoreFields {

  private ScoreFields() {}

  /** Returns a name that Avro allows. */
  static String name(String metric) {
    return metric.replace('-', '_');
  }

  /**
   * Adds a field for each metric that the schema in {@code topics/} lacks; else returns its text.
   *
   * @param numbers the metrics that are one number in a scope
   */
  static String added(String schema, Function<Scope, List<Metric<?>>> numbers) throws IOException {
    JsonNode metrics = OutputJson.PLAIN.readTree(schema);
    for (Scope scope : Scope.values()) {
      JsonNode scores = type(type(metrics, "scores"), scope.name().toLowerCase(Locale.ROOT));
      for (Metric<?> metric : numbers.apply(scope)) {
        String name = name(metric.name());
        if (!scores.findValuesAsText("name").contains(name)) {
          ArrayNode fields = (ArrayNode) scores.get("fields");
          ObjectNode field = fields.addObject().put("name", name);
          field.putArray("type").add("null").add("double");
          field.putNull("default").put("doc", metric.meaning());
        }
      }
    }
    return metrics.equals(OutputJson.PLAIN.readTree(schema)) ? schema : metrics.toString();
  }

  /** Returns the type of a field of a record. */
  private static JsonNode type(JsonNode record, String name) {
    JsonNode field = record.get("fields").get(0);
    for (int i = 0; !field.get("name").textValue().equals(name); i++) {
      field = record.get("fields").get(i);
    }
    return field.get("type");
  }
}
