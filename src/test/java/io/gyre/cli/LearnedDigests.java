package io.gyre.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

  /**
   * Those on a topic once they are the ones that {@code gyre score --json} prints: the end of a
   * transaction reaches a topic after its commit.
   */
  static Map<String, String> awaited(ClusterAccess cluster, String topic, String json)
      throws IOException {
    Map<String, String> expected = in(json);
    await().untilAsserted(() -> assertThat(on(cluster, topic)).isEqualTo(expected));
    return expected;
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
