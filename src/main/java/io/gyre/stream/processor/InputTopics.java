package io.gyre.stream.processor;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The topics that an application reads.
 *
 * @param labels the topic with labels that come later; may be null
 * @param journal in which the records of the others are merged; null if points itself is learned
 *     from, partition by partition
 */
public record InputTopics(String points, String labels, String journal) {

  public static InputTopics direct(String points) {
    return new InputTopics(points, null, null);
  }

  public boolean merges() {
    return journal != null;
  }

  public String log() {
    return merges() ? journal : points;
  }

  /** Returns the topics that belong to their writers. */
  public List<String> sources() {
    return Stream.of(points, labels).filter(Objects::nonNull).toList();
  }

  /** Returns all, the log last. */
  public List<String> all() {
    return Stream.of(points, labels, journal).filter(Objects::nonNull).toList();
  }
}
