package io.gyre.topic;

import io.gyre.GyreException;
import java.util.List;
import java.util.stream.Stream;

/** The names of each application's topics on a cluster; outputs are as {@link Topic#outputs}. */
public record TopicNames(String points, List<String> outputs) {

  /** The end of a journal's name, after the id of its application. */
  public static final String JOURNAL = "-journal";

  /** The topic names that Kafka allows, except for "." and "..". */
  private static final String LEGAL = "[a-zA-Z0-9._-]{1,249}";

  /** Throws a {@link GyreException} if Kafka does not allow a name, or two are the same. */
  public TopicNames {
    List<String> all = all(points, outputs);
    for (String name : all) {
      if (!name.matches(LEGAL) || name.equals(".") || name.equals("..")) {
        throw new GyreException(
            "topic '%s': expected 1 to 249 letters, digits, '.', '_' or '-'".formatted(name));
      }
      if (all.indexOf(name) != all.lastIndexOf(name)) {
        throw new GyreException(
            "topic '%s': expected names that differ, found it twice in %s".formatted(name, all));
      }
    }
  }

  /** Returns the name of the topic that an application merges its records into. */
  public static String journalOf(String application) {
    return application + JOURNAL;
  }

  /** Returns the application whose journal a topic is by its name; else another. */
  public static String applicationOf(String topic, String other) {
    return topic.endsWith(JOURNAL) ? topic.substring(0, topic.length() - JOURNAL.length()) : other;
  }

  /** Returns the name of the topic of an application's versions. */
  public static String versionsOf(String application) {
    return application + "-versions";
  }

  public static TopicNames standard() {
    List<String> outputs = Topic.outputs().stream().map(Topic::name).toList();
    return new TopicNames(Topic.POINTS.name(), outputs);
  }

  public TopicNames withPrefix(String prefix) {
    return new TopicNames(prefix + points, outputs.stream().map(prefix::concat).toList());
  }

  public TopicNames withPoints(String newPoints) {
    return new TopicNames(newPoints, outputs);
  }

  /** Returns the name of a topic of labels; throws if it is not allowed, or another topic's. */
  public String requireLabels(String labels) {
    if (labels.equals(points)) {
      throw new GyreException(
          "topic '%s': expected another than that of the points, where labels go without one"
              .formatted(labels));
    }
    withPoints(labels);
    return labels;
  }

  /** Returns the name of a topic of {@link Topic#all}. */
  public String of(Topic<?> topic) {
    return topic == Topic.POINTS ? points : outputs.get(Topic.outputs().indexOf(topic));
  }

  /** Returns all names in the order of {@link Topic#all}. */
  public List<String> all() {
    return all(points, outputs);
  }

  private static List<String> all(String points, List<String> outputs) {
    return Stream.concat(Stream.of(points), outputs.stream()).toList();
  }
}
