package io.gyre.topic;

import io.gyre.topic.ProvisioningReport.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Says how a topic differs from what it should be, and which differences would break a promise.
 *
 * <p>More room, longer retention and smaller segments than expected are no differences. Neither is
 * a setting that the cluster is too old to know: those of {@code topics/} that came after Kafka 2.5
 * lift limits that such a cluster does not have.
 */
final class TopicComparison {

  /** Below this an ordinary prediction with its point's key and headers might not fit. */
  private static final long SMALLEST_LIMIT = 128 << 10;

  private static final String KEPT_BY_UP = "which is what gyre up keeps on one machine; elsewhere ";

  private static final String SET_BY_ALTER =
      "set it with gyre topics --alter, or kafka-configs.sh --alter --add-config %s=%s";

  private final WantedTopic wanted;
  private final FoundTopic found;
  private final long pointsLimit;
  private final List<Difference> differences = new ArrayList<>();

  private TopicComparison(WantedTopic wanted, FoundTopic found, long pointsLimit) {
    this.wanted = wanted;
    this.found = found;
    this.pointsLimit = pointsLimit;
  }

  /**
   * @param pointsLimit {@code max.message.bytes} of points
   */
  static List<Difference> of(WantedTopic wanted, FoundTopic found, long pointsLimit) {
    TopicComparison comparison = new TopicComparison(wanted, found, pointsLimit);
    if (wanted.kind() != Topic.POINTS) {
      comparison.partitions();
    }
    found.configs().ifPresentOrElse(comparison::configs, comparison::unreadable);
    return comparison.differences;
  }

  private void partitions() {
    if (found.partitions() == wanted.partitions()) {
      return;
    }
    boolean alterable = found.partitions() < wanted.partitions();
    String remedy =
        alterable
            ? "add partitions with gyre topics --alter, or kafka-topics.sh --alter"
            : "partitions cannot be taken away: delete the topic, or use another name or prefix";
    differences.add(
        new Difference(
            Difference.PARTITIONS,
            Integer.toString(found.partitions()),
            Integer.toString(wanted.partitions()),
            wanted.kind() == Topic.PREDICTIONS,
            alterable,
            remedy));
  }

  private void unreadable() {
    differences.add(
        new Difference(
            "configs",
            "no right to DESCRIBE_CONFIGS",
            "settings as in topics/" + wanted.kind().name() + ".json",
            false,
            false,
            "grant it, or see yourself that they are right"));
  }

  private void configs(Map<String, String> actual) {
    new TreeMap<>(wanted.configs())
        .forEach(
            (setting, expected) -> {
              String value = actual.get(setting);
              if (value != null && !SettingRule.of(setting).met(value, expected)) {
                config(setting, value, expected);
              }
            });
  }

  private void config(String setting, String value, String expected) {
    if (wanted.kind() == Topic.POINTS) {
      pointsConfig(setting, value, expected);
      return;
    }
    String remedy = SET_BY_ALTER.formatted(setting, expected);
    boolean byUp = setting.equals(TopicConfig.RETENTION_BYTES_CONFIG);
    differences.add(
        new Difference(
            setting,
            value,
            expected,
            essential(setting, value),
            true,
            byUp ? KEPT_BY_UP + remedy : remedy));
  }

  /** Points belong to whoever writes them: only what lets them vanish unread is worth a word. */
  private void pointsConfig(String setting, String value, String expected) {
    if (setting.equals(TopicConfig.RETENTION_MS_CONFIG)
        || setting.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
      String remedy =
          "points may vanish before they are read; if they must not: kafka-configs.sh --alter --add-config %s=%s"
              .formatted(setting, expected);
      differences.add(new Difference(setting, value, expected, false, false, remedy));
    }
  }

  private boolean essential(String setting, String value) {
    return switch (setting) {
      // The application ends with the first output that is refused.
      case TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG ->
          true;
      case TopicConfig.MAX_MESSAGE_BYTES_CONFIG -> Long.parseLong(value) < smallestLimit();
      case TopicConfig.CLEANUP_POLICY_CONFIG -> essentialCleanup(value);
      default -> false;
    };
  }

  private long smallestLimit() {
    return wanted.kind() == Topic.DEAD_LETTERS
        ? WantedTopic.deadLetterLimit(Math.min(pointsLimit, DeadLetterHeaders.MAX_VALUE_BYTES))
        : SMALLEST_LIMIT;
  }

  /**
   * A compacted topic refuses records without a key, which only metrics and parameters all have.
   */
  private boolean essentialCleanup(String value) {
    boolean compacted = value.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    if (wanted.kind() == Topic.PARAMETERS) {
      return !compacted;
    }
    return compacted && wanted.kind() != Topic.METRICS;
  }
}
