package io.gyre.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.Parameters;
import io.gyre.topic.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The digests of what learners have learned, by their names. */
final class LearnedDigests {

  private LearnedDigests() {}

  /** Those on a topic of parameters, the last of each learner. */
  static Map<String, String> on(ClusterAccess cluster, String topic) {
    Map<String, String> digests = new TreeMap<>();
    try (TopicReader reader = new TopicReader(cluster, List.of(topic), true)) {
      reader.readToEnd(
          found -> {
            Parameters parameters =
                Topic.PARAMETERS.deserializer().deserialize(topic, found.value());
            digests.put(parameters.learner(), parameters.digest());
          });
    }
    return digests;
  }

  /** Those that {@code gyre score --json} prints. */
  static Map<String, String> in(String json) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String line : json.lines().toList()) {
      JsonNode score = new ObjectMapper().readTree(line.getBytes(UTF_8));
      if (score.path("digest").isTextual()) {
        digests.put(score.path("learner").textValue(), score.path("digest").textValue());
      }
    }
    return digests;
  }
}
