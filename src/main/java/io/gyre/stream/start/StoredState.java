package io.gyre.stream.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.TopicReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What an application has committed to the changelog of its state. */
public final class StoredState {

  private static final byte[] NOTHING = new byte[0];

  private final String changelog;

  /** By partition: the keys, each with its value if that is the position. */
  private final Map<Integer, Map<String, byte[]>> entries = new TreeMap<>();

  /**
   * Reads the changelog.
   *
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
   * @param changelog the changelog of the state, which exists
   */
  public StoredState(Map<String, String> client, String changelog) {
    this.changelog = changelog;
    try (TopicReader reader = new TopicReader(client, List.of(changelog))) {
      reader.readToEnd(
          found -> {
            Map<String, byte[]> all =
                entries.computeIfAbsent(found.partition(), partition -> new TreeMap<>());
            String key = new String(found.key(), UTF_8);
            if (found.value() == null) {
              all.remove(key);
            } else {
              all.put(key, key.equals(LogPosition.KEY) ? found.value() : NOTHING);
            }
          });
    }
  }

  /**
   * Returns where the folds stand, by partition; empty if there is no state.
   *
   * @throws GyreException when it cannot be read
   */
  public Map<Integer, LogPosition> positions() {
    Map<Integer, LogPosition> positions = new TreeMap<>();
    entries.forEach(
        (partition, all) -> {
          byte[] stored = all.get(LogPosition.KEY);
          if (stored != null) {
            positions.put(partition, LogPosition.read(stored, changelog + "-" + partition));
          }
        });
    return positions;
  }

  /**
   * Returns which topic is learned from.
   *
   * @param logs the names of the topics that may be, by their present ids
   * @param points the topic with the points
   * @throws GyreException when the state is of another topic, or cannot be read
   */
  public String log(Map<String, String> logs, String points) {
    String log = points;
    for (LogPosition position : positions().values()) {
      log = logs.get(position.topicId());
      if (log == null) {
        throw StartRefusal.stateOfAnother(points);
      }
    }
    return log;
  }

  /** Returns the names of all learners that have state, on the list or not. */
  public Set<String> learners() {
    Set<String> names = new TreeSet<>();
    entries.values().forEach(all -> names.addAll(learners(all.keySet())));
    return names;
  }

  private static Set<String> learners(Set<String> keys) {
    Set<String> names = new TreeSet<>();
    for (String key : keys) {
      String learner = FoldStore.learnerOf(key);
      if (learner != null && !keys.contains(FoldStore.forgetKey(learner))) {
        names.add(learner);
      }
    }
    return names;
  }

  /**
   * Lets learners be forgotten with the application's next start: until then records may have to be
   * applied once more, as they were. All are or, if this is cut off, none.
   *
   * @param learners of {@link #learners()}
   * @param producer with a transactional id, and no transaction begun
   */
  public void forget(Collection<String> learners, Producer<byte[], byte[]> producer) {
    List<ProducerRecord<byte[], byte[]>> marks = new ArrayList<>();
    entries.forEach(
        (partition, all) -> {
          Set<String> here = learners(all.keySet());
          here.retainAll(learners);
          for (String learner : here) {
            byte[] key = FoldStore.forgetKey(learner).getBytes(UTF_8);
            marks.add(new ProducerRecord<>(changelog, partition, key, new byte[1]));
          }
        });
    producer.initTransactions();
    producer.beginTransaction();
    marks.stream().map(producer::send).toList().forEach(KafkaFutures::get);
    producer.commitTransaction();
  }
}
