package io.gyre.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A topic as its file in {@code topics/} defines it.
 *
 * @param name the standard name, also the file's
 * @param description what its records are, for people
 * @param partitions how many it is created with
 * @param configs Kafka's topic configurations by name
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

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  public TopicDefinition {
    configs = Map.copyOf(configs);
  }

  /** Reads {@code topics/<name>.json} from the class path. A missing or wrong file is a bug. */
  static TopicDefinition read(String name) {
    String file = "/topics/" + name + ".json";
    try (InputStream in = TopicDefinition.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return JSON.readValue(in, TopicDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
