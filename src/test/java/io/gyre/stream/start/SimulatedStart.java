package io.gyre.stream.start;

import static java.util.stream.Collectors.toMap;

import io.gyre.fold.state.LogPosition;
import io.gyre.stream.start.StartFacts.FoundTopic;
import io.gyre.stream.start.StartFacts.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** What {@link StartRules} decide on a cluster in memory, whose topics never change their ids. */
public final class SimulatedStart {

  private SimulatedStart() {}

  /** Returns the id of a topic. */
  public static String id(String topic) {
    return new Uuid(topic.hashCode(), 1).toString();
  }

  /**
   * Decides how an instance starts.
   *
   * @param topics the partitions of each
   * @param written those that hold records, maybe not committed ones
   * @param journalCommitted whether the journal has a committed record
   * @param position that of the first partition's state; may be null
   * @param age since when its stores have not followed the cluster
   * @return empty if the refusal may pass
   * @throws StartRefusal if it does not
   */
  public static StartDecision decide(
      ApplicationSettings settings,
      boolean first,
      Map<String, Integer> topics,
      Set<String> written,
      boolean journalCommitted,
      Map<TopicPartition, Long> committed,
      LogPosition position,
      boolean crashed,
      Duration age) {
    Map<String, FoundTopic> found =
        topics.entrySet().stream()
            .collect(
                toMap(
                    Map.Entry::getKey,
                    each ->
                        new FoundTopic(
                            each.getValue(), id(each.getKey()), written.contains(each.getKey()))));
    StartFacts facts =
        new StartFacts(
            "instance",
            first,
            found,
            journalCommitted,
            List.of(),
            committed,
            position == null ? null : new Position(position.topicId(), position.next()),
            List.of(),
            List.of(),
            new StateFolder.Stores(crashed, age));
    return StartRules.decide(settings, facts);
  }
}
