package io.gyre.topic;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The schemas of outputs that were released: {@code src/test/resources/schemas/VERSION}. */
public final class ReleasedSchemas {

  static final Path VERSIONS = Path.of("src/test/resources/schemas");

  private ReleasedSchemas() {}

  /** Returns the texts of a topic's schema, the oldest first; a version has those it changed. */
  public static List<String> of(Topic<?> topic, OutputFormat format) throws IOException {
    boolean avro = format == OutputFormat.AVRO;
    List<String> texts = new ArrayList<>();
    for (int version = 1; Files.isDirectory(VERSIONS.resolve("" + version)); version++) {
      Path file = VERSIONS.resolve(version + "/" + topic.name() + (avro ? ".avsc" : ".json"));
      if (Files.exists(file)) {
        texts.add(
            avro
                ? Files.readString(file)
                : format.schema(new JsonMapper().readValue(file.toFile(), TopicDefinition.class)));
      }
    }
    return texts;
  }
}
