package io.gyre.app;

import io.gyre.topic.Topic;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** The configurations of the topics of {@code gyre up}: smaller than on a cluster. */
public final class UpTopics {

  private static final String BYTES = String.valueOf(256L << 20);

  /** Topics with a record per point; the others have small segments anyway. */
  private static final Map<String, String> BUSY =
      Map.of(
          TopicConfig.RETENTION_BYTES_CONFIG,
          BYTES,
          TopicConfig.SEGMENT_BYTES_CONFIG,
          String.valueOf(32 << 20));

  /** For points without an end. */
  public static final Map<String, Map<String, String>> ENDLESS = overrides(BUSY);

  /** There is an end to the rows, and they can all be scored again from the topic. */
  public static final Map<String, Map<String, String>> OF_FILE =
      overrides(Map.of(TopicConfig.RETENTION_BYTES_CONFIG, "-1"));

  private UpTopics() {}

  private static Map<String, Map<String, String>> overrides(Map<String, String> points) {
    return Map.of(
        Topic.POINTS.name(), points,
        Topic.PREDICTIONS.name(), BUSY,
        Topic.METRICS.name(), Map.of(TopicConfig.RETENTION_BYTES_CONFIG, BYTES));
  }
}
