package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.fold.LogPosition;
import io.gyre.kafka.TopicReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Up to where an application has learned, as committed to its changelog. */
public final class StatePositions {

  private StatePositions() {}

  /**
   * Reads the offsets of the points that come next, by partition; empty if there is no state.
   *
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
   * @param changelog the changelog of the state, which exists
   * @param points the topic that is learned from
   * @param topicId its present id
   * @throws GyreException when the state is of another topic, or cannot be read
   */
  public static Map<Integer, Long> read(
      Map<String, String> client, String changelog, String points, String topicId) {
    Map<Integer, byte[]> latest = new TreeMap<>();
    try (TopicReader reader = new TopicReader(client, List.of(changelog))) {
      reader.readToEnd(
          found -> {
            if (LogPosition.KEY.equals(new String(found.key(), UTF_8)) && found.value() != null) {
              latest.put(found.partition(), found.value());
            }
          });
    }
    Map<Integer, Long> next = new TreeMap<>();
    latest.forEach(
        (partition, value) -> {
          LogPosition position = LogPosition.read(value, changelog + "-" + partition);
          if (!position.topicId().equals(topicId)) {
            throw new GyreException(
                "the state is of the topic %s with id %s, which now has id %s: it was deleted and created again, and what was learned is not on it"
                    .formatted(points, position.topicId(), topicId),
                Remedy.of(Kind.START_ANEW));
          }
          next.put(partition, position.next());
        });
    return next;
  }
}
