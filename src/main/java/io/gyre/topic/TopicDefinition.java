package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.scoring.MetricRegistry;
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
    try {
      return JSON.readValue(file(name, ".json"), TopicDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException("topics/" + name + ".json", e);
    }
  }

  /** Returns the schema of its values in Avro: its file, and scores that are newer than that. */
  public String avro() {
    String avro = new String(file(name, ".avsc"), UTF_8);
    try {
      return name.equals("metrics") ? ScoreFields.added(avro, MetricRegistry::numbers) : avro;
    } catch (IOException e) {
      throw new UncheckedIOException("topics/" + name + ".avsc", e);
    }
  }

  private static byte[] file(String name, String extension) {
    String file = "topics/" + name + extension;
    try (InputStream in = TopicDefinition.class.getResourceAsStream("/" + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "the topic " + name + " has no file " + file + ": write it");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
