package io.gyre.topic;

import java.util.List;

/**
 * The names that the five topics have on a cluster.
 *
 * @param points where points arrive
 * @param predictions one record per point and learner
 * @param metrics one record per window and learner
 * @param parameters one record per window and learner, compacted
 * @param deadLetters records that cannot be points
 */
public record TopicNames(
    String points, String predictions, String metrics, String parameters, String deadLetters) {

  /** What Kafka allows as a topic's name, beside "." and "..". */
  private static final String LEGAL = "[a-zA-Z0-9._-]{1,249}";

  /**
   * @throws IllegalArgumentException if a name is not one that Kafka allows, or two are the same
   */
  public TopicNames {
    List<String> names = List.of(points, predictions, metrics, parameters, deadLetters);
    for (String name : names) {
      if (!name.matches(LEGAL) || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException(
            "topic '%s': expected 1 to 249 letters, digits, '.', '_' or '-'".formatted(name));
      }
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new IllegalArgumentException(
            "topic '%s': expected five different names, found it twice in %s"
                .formatted(name, names));
      }
    }
  }

  /** Returns the names as in {@code topics/}. */
  public static TopicNames standard() {
    return new TopicNames("points", "predictions", "metrics", "parameters", "dead-letters");
  }

  /** Returns these names, each behind a prefix. */
  public TopicNames withPrefix(String prefix) {
    return new TopicNames(
        prefix + points,
        prefix + predictions,
        prefix + metrics,
        prefix + parameters,
        prefix + deadLetters);
  }

  /** Returns these names with points read from another topic. */
  public TopicNames withPoints(String newPoints) {
    return new TopicNames(newPoints, predictions, metrics, parameters, deadLetters);
  }

  /** Returns the name that a topic has under these names. */
  public String of(Topic<?> topic) {
    return switch (topic.name()) {
      case "points" -> points;
      case "predictions" -> predictions;
      case "metrics" -> metrics;
      case "parameters" -> parameters;
      case "dead-letters" -> deadLetters;
      default -> throw new IllegalArgumentException("no such topic: " + topic.name());
    };
  }
}
