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
 * The learners whose state is in an application's changelog, on the list or not. An application
 * that does not run reads its changelog again when it starts, so what is deleted here is gone then.
 */
public final class StoredLearners {

  private final String changelog;

  /** The keys of each learner's entries, by its name and the partition. */
  private final Map<String, Map<Integer, Set<String>>> keys = new TreeMap<>();

  /**
   * Reads the changelog.
   *
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them
   * @param changelog the changelog of the state, which exists
   */
  public StoredLearners(Map<String, String> client, String changelog) {
    this.changelog = changelog;
    try (TopicReader reader = new TopicReader(client, List.of(changelog))) {
      reader.readToEnd(
          found -> take(found.partition(), new String(found.key(), UTF_8), found.value()));
    }
    keys.values().removeIf(entries -> entries.values().stream().allMatch(Set::isEmpty));
  }

  private void take(int partition, String key, byte[] value) {
    String learner = FoldStore.learnerOf(key);
    if (learner == null) {
      return;
    }
    Set<String> entries =
        keys.computeIfAbsent(learner, name -> new TreeMap<>())
            .computeIfAbsent(partition, number -> new TreeSet<>());
    if (value == null) {
      entries.remove(key);
    } else {
      entries.add(key);
    }
  }

  /** The names of the learners, in ascending order. */
  public Set<String> names() {
    return keys.keySet();
  }

  /**
   * Deletes what is stored of some learners, all of it or, if this is cut off, nothing.
   *
   * @param learners of {@link #names()}
   * @param producer with a transactional id, and no transaction begun
   */
  public void delete(Collection<String> learners, Producer<byte[], byte[]> producer) {
    List<ProducerRecord<byte[], byte[]>> tombstones = new ArrayList<>();
    for (String learner : learners) {
      keys.get(learner)
          .forEach(
              (partition, entries) ->
                  entries.forEach(
                      key ->
                          tombstones.add(
                              new ProducerRecord<>(
                                  changelog, partition, key.getBytes(UTF_8), null))));
    }
    producer.initTransactions();
    producer.beginTransaction();
    tombstones.stream().map(producer::send).toList().forEach(KafkaFutures::get);
    producer.commitTransaction();
  }
}
