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

  /** Returns the folders of the versions, the oldest first. */
  static List<Path> versions() {
    List<Path> versions = new ArrayList<>();
    while (Files.isDirectory(VERSIONS.resolve("" + (versions.size() + 1)))) {
      versions.add(VERSIONS.resolve("" + (versions.size() + 1)));
    }
    return versions;
  }

  /** Returns the texts of a topic's schema, the oldest version's first. */
  public static List<String> of(Topic<?> topic, OutputFormat format) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path version : versions()) {
      texts.add(
          format == OutputFormat.AVRO
              ? Files.readString(version.resolve(topic.name() + ".avsc"))
              : format.schema(definition(version, topic)));
    }
    return texts;
  }

  static TopicDefinition definition(Path version, Topic<?> topic) throws IOException {
    return new JsonMapper()
        .readValue(version.resolve(topic.name() + ".json").toFile(), TopicDefinition.class);
  }
}
