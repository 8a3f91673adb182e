package io.gyre.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A topic as its file in {@code topics/} defines it.
 *
 * @param name the standard name, also the file's
 * @param partitions how many it is created with
 * @param schema JSON Schema (2020-12) of a record's value
 * @param example a record: {@code key}, {@code headers}, {@code timestamp} and {@code value}
 */
public record TopicDefinition(
    String name,
    String description,
    int partitions,
    Map<String, String> configs,
    JsonNode schema,
    JsonNode example) {

  private static final JsonMapper JSON = new JsonMapper();

  static TopicDefinition read(String name) {
    String file = "topics/" + name + ".json";
    try (InputStream in = TopicDefinition.class.getResourceAsStream("/" + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "the topic " + name + " has no file " + file + ": write it");
      }
      return JSON.readValue(in, TopicDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
