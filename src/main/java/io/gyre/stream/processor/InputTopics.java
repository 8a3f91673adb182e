package io.gyre.stream.processor;

import java.util.List;
import java.util.stream.Stream;

/**
 * The topics that an application reads.
 *
 * @param points with the points
 * @param labels with labels that come later; null if there is none
 * @param journal in which the records of the others are merged; null if points itself is learned
 *     from, partition by partition
 */
public record InputTopics(String points, String labels, String journal) {

  public InputTopics {
    if (labels != null && journal == null) {
      throw new IllegalArgumentException("labels have no order without a journal");
    }
  }

  /** Points that are learned from as they are. */
  public static InputTopics direct(String points) {
    return new InputTopics(points, null, null);
  }

  /** Tells whether records are merged before they are learned from. */
  public boolean merges() {
    return journal != null;
  }

  /** The topic that is learned from. */
  public String log() {
    return merges() ? journal : points;
  }

  /** The topics that belong to whoever writes them. */
  public List<String> sources() {
    return Stream.of(points, labels).filter(topic -> topic != null).toList();
  }

  /** All, the log last. */
  public List<String> all() {
    return Stream.of(points, labels, journal).filter(topic -> topic != null).toList();
  }
}
