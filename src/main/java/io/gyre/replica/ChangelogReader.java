package io.gyre.replica;

import io.gyre.fold.Fold;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.state.MapStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Collects the entries of a changelog by key, and makes a fold of a partition's where they are
 * whole.
 *
 * <p>They are whole where the consumer stands at the last stable offset, which is always the end of
 * a transaction, and nowhere else: between two saves the cleaner removes parts of the earlier one,
 * whatever was written last in it. Not thread-safe.
 */
final class ChangelogReader {

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Entries> partitions = new LinkedHashMap<>();

  /** Begins at the beginning, with a read_committed consumer that the caller closes. */
  ChangelogReader(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> all) {
    this.consumer = consumer;
    all.forEach(partition -> partitions.put(partition, new Entries()));
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  void read(Duration atMost) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
      partitions.get(new TopicPartition(record.topic(), record.partition())).take(record);
    }
  }

  /** The partitions whose entries are whole, and others than those of the last fold. */
  List<TopicPartition> changed() {
    List<TopicPartition> whole = new ArrayList<>();
    partitions.forEach(
        (partition, entries) -> {
          if (entries.changed && isSettled(partition)) {
            whole.add(partition);
          }
        });
    return whole;
  }

  boolean has(TopicPartition partition) {
    return !partitions.get(partition).all.isEmpty();
  }

  /** Whether records have come of a partition since its last fold. */
  boolean hasChanged(TopicPartition partition) {
    return partitions.get(partition).changed;
  }

  /**
   * Tells whether the entries of a partition are whole, or none came since its last fold. Without
   * records the consumer would ask for the end, and its answer might be older than what is read
   * meanwhile.
   */
  boolean isSettled(TopicPartition partition) {
    return !hasChanged(partition) || consumer.currentLag(partition).orElse(-1) == 0;
  }

  /** Makes a fold of a partition whose entries are whole; null if they hold no settings. */
  Fold make(TopicPartition partition, String name) {
    Entries entries = partitions.get(partition);
    entries.changed = false;
    return open(FoldStore.copy(name, entries.all));
  }

  /** Points that wait for their labels are not known to it. */
  private static Fold open(FoldStore saved) {
    FoldSettings settings = saved.settings();
    if (settings == null) {
      return null;
    }
    return Fold.open(
        settings.lateLabels() == null ? settings : settings.with(null).withoutReports(), saved);
  }

  private static final class Entries {
    private final MapStorage all = new MapStorage();
    private boolean changed;

    void take(ConsumerRecord<byte[], byte[]> record) {
      if (record.value() == null) {
        all.delete(record.key());
      } else {
        all.put(record.key(), record.value());
      }
      changed = true;
    }
  }
}
