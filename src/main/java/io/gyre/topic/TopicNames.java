package io.gyre.topic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The names that the topics have on a cluster.
 *
 * @param names of all topics, in the order of {@link Topic#all}
 */
public record TopicNames(Map<Topic<?>, String> names) {

  /** What ends the name of a journal, behind the id of its application. */
  public static final String JOURNAL = "-journal";

  /** What Kafka allows as a topic's name, beside "." and "..". */
  private static final String LEGAL = "[a-zA-Z0-9._-]{1,249}";

  /**
   * @throws IllegalArgumentException if a name is not one that Kafka allows, or two are the same
   */
  public TopicNames {
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    List<String> all = List.copyOf(names.values());
    for (String name : all) {
      if (!name.matches(LEGAL) || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException(
            "topic '%s': expected 1 to 249 letters, digits, '.', '_' or '-'".formatted(name));
      }
      if (all.indexOf(name) != all.lastIndexOf(name)) {
        throw new IllegalArgumentException(
            "topic '%s': expected names that differ, found it twice in %s".formatted(name, all));
      }
    }
  }

  private static TopicNames of(Function<Topic<?>, String> name) {
    Map<Topic<?>, String> names = new LinkedHashMap<>();
    Topic.all().forEach(topic -> names.put(topic, name.apply(topic)));
    return new TopicNames(names);
  }

  /** Returns the name of the topic that an application merges its records into. */
  public static String journalOf(String application) {
    return application + JOURNAL;
  }

  /** Returns the names as in {@code topics/}. */
  public static TopicNames standard() {
    return of(Topic::name);
  }

  /** Returns these names, each behind a prefix. */
  public TopicNames withPrefix(String prefix) {
    return of(topic -> prefix + of(topic));
  }

  /** Returns these names with points read from another topic. */
  public TopicNames withPoints(String newPoints) {
    return of(topic -> topic == Topic.POINTS ? newPoints : of(topic));
  }

  /**
   * Checks that a topic of labels may have a name beside these.
   *
   * @throws IllegalArgumentException if it is not one that Kafka allows, or that of another topic
   */
  public void requireLabels(String labels) {
    if (labels.equals(points())) {
      throw new IllegalArgumentException(
          "topic '%s': expected another than that of the points, where labels go without one"
              .formatted(labels));
    }
    withPoints(labels);
  }

  /** Returns the name that a topic has under these names. */
  public String of(Topic<?> topic) {
    return names.get(topic);
  }

  /** Returns the names of all topics, that of points first. */
  public List<String> all() {
    return List.copyOf(names.values());
  }

  /** Returns the names of the topics that Gyre writes. */
  public List<String> outputs() {
    return Topic.outputs().stream().map(this::of).toList();
  }

  /** Returns the name of {@link Topic#POINTS}. */
  public String points() {
    return of(Topic.POINTS);
  }

  /** Returns the name of {@link Topic#PREDICTIONS}. */
  public String predictions() {
    return of(Topic.PREDICTIONS);
  }

  /** Returns the name of {@link Topic#METRICS}. */
  public String metrics() {
    return of(Topic.METRICS);
  }

  /** Returns the name of {@link Topic#PARAMETERS}. */
  public String parameters() {
    return of(Topic.PARAMETERS);
  }

  /** Returns the name of {@link Topic#DEAD_LETTERS}. */
  public String deadLetters() {
    return of(Topic.DEAD_LETTERS);
  }
}
