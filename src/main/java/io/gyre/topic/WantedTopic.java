package io.gyre.topic;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import io.gyre.format.RecordReader;
import io.gyre.topic.ProvisioningReport.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A topic as it should be on a cluster, under its name there. */
record WantedTopic(Topic<?> kind, String name, int partitions, Map<String, String> configs) {

  /** Below this an ordinary prediction with its point's key and headers might not fit. */
  private static final long SMALLEST_LIMIT = 128 << 10;

  /** The largest size of a dead letter: its value, and as much for reason, key and headers. */
  private static final long DEAD_LETTER_LIMIT = RecordReader.MAX_BYTES + SMALLEST_LIMIT;

  /** A block of a version, with its key, may be as large as a block of the state and a bit more. */
  private static final long VERSION_LIMIT = 1 << 20;

  static WantedTopic of(
      Topic<?> kind, String name, int partitions, Map<String, Map<String, String>> overrides) {
    Map<String, String> configs = new HashMap<>(kind.definition().configs());
    configs.putAll(overrides.getOrDefault(kind.name(), Map.of()));
    return new WantedTopic(kind, name, partitions, configs);
  }

  private boolean isInput() {
    return kind == Topic.POINTS || kind == Topic.LABELS;
  }

  /**
   * Returns how the topic that is there differs. More room and longer retention are no differences.
   * Neither is a setting that an old cluster does not know: those of {@code topics/} that came
   * after Kafka 2.5 lift limits that it does not have.
   *
   * @param found its effective configurations; empty if they cannot be read
   */
  List<Difference> differences(int foundPartitions, Map<String, String> found) {
    List<Difference> differences = new ArrayList<>();
    if (!isInput() && foundPartitions != partitions) {
      differences.add(ofPartitions(foundPartitions));
    }
    if (found.isEmpty()) {
      String expected = "settings as in topics/" + kind.name() + ".json";
      String remedy = "grant it, or see yourself that they are right";
      differences.add(
          new Difference(
              name, "configs", "no right to DESCRIBE_CONFIGS", expected, false, false, remedy));
    }
    for (String setting : new TreeSet<>(configs.keySet())) {
      String value = found.get(setting);
      if (value != null && !serves(setting, value, configs.get(setting))) {
        differences.add(ofConfig(setting, value, configs.get(setting)));
      }
    }
    return differences;
  }

  private Difference ofPartitions(int found) {
    boolean tooFew = found < partitions;
    String remedy = "partitions cannot be taken away";
    if (tooFew) {
      remedy = "add partitions, for example with kafka-topics.sh --alter";
    } else if (kind != Topic.JOURNAL) {
      remedy += ": delete the topic, or use another name or prefix";
    }
    boolean essential = Set.of(Topic.PREDICTIONS, Topic.JOURNAL, Topic.VERSIONS).contains(kind);
    return new Difference(
        name, Difference.PARTITIONS, "" + found, "" + partitions, essential, tooFew, remedy);
  }

  private Difference ofConfig(String setting, String found, String expected) {
    String why =
        isInput()
            ? "points may vanish before they are read; if they must not:"
            : "set it, for example with";
    String remedy = why + " kafka-configs.sh --alter --add-config " + setting + "=" + expected;
    boolean essential = essential(setting, found);
    return new Difference(name, setting, found, expected, essential, !isInput(), remedy);
  }

  private boolean serves(String setting, String found, String expected) {
    return switch (setting) {
      case CLEANUP_POLICY_CONFIG -> words(found).equals(words(expected));
      case RETENTION_MS_CONFIG -> number(found) >= number(expected);
      // Points belong to their writers: only settings that may lose them unread are reported.
      case MESSAGE_TIMESTAMP_TYPE_CONFIG -> isInput() || found.equals(expected);
      case RETENTION_BYTES_CONFIG,
          MAX_MESSAGE_BYTES_CONFIG,
          MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
          MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG ->
          isInput() || number(found) >= number(expected);
      default -> true;
    };
  }

  private boolean essential(String setting, String found) {
    return switch (setting) {
      // The application ends with the first output that is refused.
      case MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG -> true;
      case RETENTION_MS_CONFIG, RETENTION_BYTES_CONFIG -> kind == Topic.JOURNAL;
      case MAX_MESSAGE_BYTES_CONFIG -> {
        boolean copiesRecords = kind == Topic.DEAD_LETTERS || kind == Topic.JOURNAL;
        long limit = kind == Topic.VERSIONS ? VERSION_LIMIT : SMALLEST_LIMIT;
        yield number(found) < (copiesRecords ? DEAD_LETTER_LIMIT : limit);
      }
      case CLEANUP_POLICY_CONFIG -> {
        // A compacted topic refuses records without a key: some predictions and dead letters.
        boolean compacted = words(found).contains(CLEANUP_POLICY_COMPACT);
        boolean mayBe = kind == Topic.METRICS || isInput();
        // What is deleted by its age is no longer a version.
        boolean mustBe = kind == Topic.PARAMETERS || kind == Topic.VERSIONS;
        yield mustBe ? !compacted : compacted && !mayBe;
      }
      default -> false;
    };
  }

  private static long number(String text) {
    long number = Long.parseLong(text);
    return number < 0 ? Long.MAX_VALUE : number;
  }

  private static Set<String> words(String text) {
    return Set.copyOf(List.of(text.replace(" ", "").split(",")));
  }
}
