package io.gyre.topic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The results of {@link Provisioner}, one for each topic, points first. */
public record ProvisioningReport(List<Outcome> outcomes) {

  public List<Difference> differences() {
    return outcomes.stream().flatMap(outcome -> outcome.differences().stream()).toList();
  }

  /** Tells whether learning must not start, since a difference would break a promise. */
  public boolean essential() {
    return differences().stream().anyMatch(Difference::essential);
  }

  /** The state of a topic: {@code DIFFERS} if it existed, but not as {@code topics/} has it. */
  public enum State {
    CREATED,
    PRESENT,
    DIFFERS;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A topic, by its name on the cluster; differences are empty unless it {@link State#DIFFERS}. */
  public record Outcome(String topic, State state, List<Difference> differences) {}

  /**
   * One setting of a topic that is not as expected.
   *
   * @param topic the topic's name on the cluster
   * @param setting a configuration's name, {@link #PARTITIONS}, or {@code configs} when they cannot
   *     be read
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

    public static final String PARTITIONS = "partitions";

    public String message() {
      return "%s: expected %s, found %s; %s".formatted(setting, expected, found, remedy);
    }
  }
}
