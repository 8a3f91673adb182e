package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.fold.FoldStore;
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

/**
 * The learners whose state is in an application's changelog, on the list or not. What is to be
 * forgotten of them goes with the application's next start: until then records may have to be
 * applied once more, as they were.
 */
public final class StoredLearners {

  private final String changelog;

  /** Where there is state of each learner, by its name. */
  private final Map<String, Set<Integer>> partitions = new TreeMap<>();

  /**
   * Reads the changelog.
   *
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
   * @param changelog the changelog of the state, which exists
   */
  public StoredLearners(Map<String, String> client, String changelog) {
    this.changelog = changelog;
    Map<Integer, Set<String>> keys = new TreeMap<>();
    try (TopicReader reader = new TopicReader(client, List.of(changelog))) {
      reader.readToEnd(
          found -> {
            Set<String> all = keys.computeIfAbsent(found.partition(), number -> new TreeSet<>());
            String key = new String(found.key(), UTF_8);
            if (found.value() == null) {
              all.remove(key);
            } else {
              all.add(key);
            }
          });
    }
    keys.forEach(this::note);
  }

  private void note(int partition, Set<String> keys) {
    for (String key : keys) {
      String learner = FoldStore.learnerOf(key);
      if (learner != null && !keys.contains(FoldStore.forgetKey(learner))) {
        partitions.computeIfAbsent(learner, name -> new TreeSet<>()).add(partition);
      }
    }
  }

  /** The names of the learners, in ascending order. */
  public Set<String> names() {
    return partitions.keySet();
  }

  /**
   * Lets learners be forgotten: all of it or, if this is cut off, nothing.
   *
   * @param learners of {@link #names()}
   * @param producer with a transactional id, and no transaction begun
   */
  public void forget(Collection<String> learners, Producer<byte[], byte[]> producer) {
    List<ProducerRecord<byte[], byte[]>> entries = new ArrayList<>();
    for (String learner : learners) {
      byte[] key = FoldStore.forgetKey(learner).getBytes(UTF_8);
      partitions
          .get(learner)
          .forEach(each -> entries.add(new ProducerRecord<>(changelog, each, key, new byte[1])));
    }
    producer.initTransactions();
    producer.beginTransaction();
    entries.stream().map(producer::send).toList().forEach(KafkaFutures::get);
    producer.commitTransaction();
  }
}
