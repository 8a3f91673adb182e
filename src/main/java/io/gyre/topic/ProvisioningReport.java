package io.gyre.topic;

import java.util.List;

/**
 * What {@link Provisioner} did and found, topic by topic.
 *
 * @param outcomes one per topic, points first
 */
public record ProvisioningReport(List<Outcome> outcomes) {

  public ProvisioningReport {
    outcomes = List.copyOf(outcomes);
  }

  /** Returns the differences of all topics. */
  public List<Difference> differences() {
    return outcomes.stream().flatMap(outcome -> outcome.differences().stream()).toList();
  }

  /** Tells whether a difference would break a promise, so that learning must not start. */
  public boolean essential() {
    return differences().stream().anyMatch(Difference::essential);
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
  }

  /**
   * One setting of a topic that is not as expected.
   *
   * @param topic the topic's name on the cluster
   * @param setting a configuration's name, {@link #PARTITIONS}, or {@code configs} when they cannot
   *     be read
   * @param found the cluster's value
   * @param expected the value from {@code topics/}, or what it follows from
   * @param essential whether it would break a promise
   * @param alterable whether {@link Provisioner#alter} sets it
   * @param remedy what to do
   */
  public record Difference(
      String topic,
      String setting,
      String found,
      String expected,
      boolean essential,
      boolean alterable,
      String remedy) {

    /** The setting that is not a configuration. */
    public static final String PARTITIONS = "partitions";

    /** Returns what differs and what to do, for a person who knows which topic it is. */
    public String message() {
      return "%s: expected %s, found %s; %s".formatted(setting, expected, found, remedy);
    }
  }
}
