package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.fold.LogPosition;
import io.gyre.kafka.TopicReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Up to where an application has learned, as committed to its changelog.
 *
 * @param log the topic that is learned from
 * @param next the offsets that come next, by partition; empty if there is no state
 */
public record StatePositions(String log, Map<Integer, Long> next) {

  /**
   * Reads where the folds stand, by partition; empty if there is no state.
   *
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
   * @param changelog the changelog of the state, which exists
   * @throws GyreException when it cannot be read
   */
  static Map<Integer, LogPosition> read(Map<String, String> client, String changelog) {
    Map<Integer, byte[]> latest = new TreeMap<>();
    try (TopicReader reader = new TopicReader(client, List.of(changelog))) {
      reader.readToEnd(
          found -> {
            if (LogPosition.KEY.equals(new String(found.key(), UTF_8)) && found.value() != null) {
              latest.put(found.partition(), found.value());
            }
          });
    }
    Map<Integer, LogPosition> positions = new TreeMap<>();
    latest.forEach(
        (partition, value) ->
            positions.put(partition, LogPosition.read(value, changelog + "-" + partition)));
    return positions;
  }

  /**
   * Reads them, and finds out which topic is learned from.
   *
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
   * @param changelog the changelog of the state, which exists
   * @param points the topic with the points
   * @param logs the names of the topics that may be learned from, by their present ids
   * @throws GyreException when the state is of another topic, or cannot be read
   */
  public static StatePositions find(
      Map<String, String> client, String changelog, String points, Map<String, String> logs) {
    String log = points;
    Map<Integer, Long> next = new TreeMap<>();
    for (Map.Entry<Integer, LogPosition> found : read(client, changelog).entrySet()) {
      LogPosition position = found.getValue();
      log = logs.get(position.topicId());
      if (log == null) {
        throw StartRefusal.stateOfAnother(points);
      }
      next.put(found.getKey(), position.next());
    }
    return new StatePositions(log, next);
  }
}
