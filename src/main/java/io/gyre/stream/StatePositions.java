package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.TopicReader;
import io.gyre.stream.LearnerStore.Position;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/** Up to where an application's learners have learned, as committed to their changelogs. */
public final class StatePositions {

  private StatePositions() {}

  /**
   * Reads the offsets of the points that come next, by partition: that of the learner that is
   * furthest, for no learner may be given a point again. One that is behind was off the list.
   *
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
   * @param changelogs the learners' changelogs, all of which exist
   * @param points the topic that is learned from
   * @param topicId its present id
   * @throws GyreException when the state is of another topic, or cannot be read
   */
  public static Map<Integer, Long> read(
      Map<String, String> client, Collection<String> changelogs, String points, String topicId) {
    Map<Integer, Long> next = new TreeMap<>();
    if (changelogs.isEmpty()) {
      return next;
    }
    Map<String, Position> latest = new TreeMap<>();
    Map<String, Integer> partitions = new TreeMap<>();
    try (TopicReader reader = new TopicReader(client, changelogs)) {
      reader.readToEnd(
          found -> {
            if (LearnerStore.PROGRESS.equals(Bytes.wrap(found.key())) && found.value() != null) {
              String place = found.topic() + "-" + found.partition();
              latest.put(place, LearnerStore.position(found.value(), place));
              partitions.put(place, found.partition());
            }
          });
    }
    latest.forEach(
        (place, position) -> {
          if (position.topicId().equals(topicId)) {
            next.merge(partitions.get(place), position.nextOffset(), Math::max);
          }
        });
    if (next.isEmpty() && !latest.isEmpty()) {
      throw new GyreException(
          "the state is of the topic %s with id %s, which now has id %s: it was deleted and created again, and what was learned is not on it"
              .formatted(points, latest.values().iterator().next().topicId(), topicId),
          Remedy.of(Kind.START_ANEW));
    }
    return next;
  }
}
