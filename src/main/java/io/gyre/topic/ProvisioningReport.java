package io.gyre.topic;

import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What {@link Provisioner} did and found, topic by topic.
 *
 * @param outcomes one per topic, points first
 */
public record ProvisioningReport(List<Outcome> outcomes) {

  public ProvisioningReport {
    outcomes = List.copyOf(outcomes);
  }

  /** Tells whether a difference would break a promise, so that learning must not start. */
  public boolean essential() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.differences().stream())
        .anyMatch(Difference::essential);
  }

  /** How a topic was met. */
  public enum State {
    /** It was absent, and is there now as {@code topics/} defines it. */
    CREATED,
    /** It was there, and serves. */
    PRESENT,
    /** It was there, and differs from its definition. Nothing has been changed. */
    DIFFERS
  }

  /**
   * One topic.
   *
   * @param topic its name on the cluster
   * @param state how it was met
   * @param differences empty unless it {@link State#DIFFERS}
   */
  public record Outcome(String topic, State state, List<Difference> differences) {

    public Outcome {
      differences = List.copyOf(differences);
    }

    /** Returns the same with some of its differences only. */
    public Outcome only(Predicate<Difference> which) {
      return new Outcome(topic, state, differences.stream().filter(which).toList());
    }

    /** Returns a message for a person about one of its differences. */
    public String message(Difference difference) {
      return "topic " + topic + ": " + difference.message();
    }
  }

  /**
   * One setting of a topic that is not as expected.
   *
   * @param setting a configuration's name, {@code partitions}, or {@code configs} when they cannot
   *     be read
   * @param found the cluster's value
   * @param expected the value from {@code topics/}, or what it follows from
   * @param essential whether it would break a promise
   * @param alterable whether {@link Provisioner#alter} sets it
   * @param remedy what to do
   */
  public record Difference(
      String setting,
      String found,
      String expected,
      boolean essential,
      boolean alterable,
      String remedy) {

    /** The setting that is not a configuration. */
    static final String PARTITIONS = "partitions";

    /** Tells whether it is the number of partitions that is not as expected. */
    public boolean isOfPartitions() {
      return setting.equals(PARTITIONS);
    }

    /** Tells whether it is about how much is kept, which is for the topic's owner to say. */
    public boolean isOfSize() {
      return setting.equals(TopicConfig.RETENTION_BYTES_CONFIG)
          || setting.equals(TopicConfig.SEGMENT_BYTES_CONFIG);
    }

    /** Returns the whole of it, for a person. */
    public String message() {
      return "%s: expected %s, found %s; %s".formatted(setting, expected, found, remedy);
    }
  }
}
