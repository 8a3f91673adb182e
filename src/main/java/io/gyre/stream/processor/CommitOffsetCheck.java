package io.gyre.stream.processor;

import static java.util.stream.Collectors.toSet;

import io.gyre.GyreException;
import io.gyre.kafka.CommitGuard;
import io.gyre.kafka.KafkaInternals;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets Kafka Streams commit no other offsets than those at which the folds of a run stand in their
 * stores. Between the two may be marks of transactions, but no record that was read. Thread-safe.
 */
public final class CommitOffsetCheck implements CommitGuard {

  private final Consumer<Set<String>> more;
  private final Map<TopicPartition, Long> saved = new HashMap<>();
  private final Set<TopicPartition> fresh = new HashSet<>(); // saved for the commit to come

  /** The records that were read: the first of each run without a gap, and the offset behind it. */
  private final Map<TopicPartition, NavigableMap<Long, Long>> read = new HashMap<>();

  /**
   * @param more checks the topics whose offsets are to be committed
   */
  public CommitOffsetCheck(Consumer<Set<String>> more) {
    this.more = more;
  }

  /** Notes the offset that comes next for a fold that was opened, or saved for a commit. */
  synchronized void note(TopicPartition log, long next, boolean commits) {
    saved.put(log, next);
    if (commits) {
      fresh.add(log);
    }
  }

  @Override
  public synchronized void read(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      NavigableMap<Long, Long> runs = read.computeIfAbsent(partition, first -> new TreeMap<>());
      long begin = -1;
      long end = -1;
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        begin = record.offset() == end ? begin : record.offset();
        end = record.offset() + 1;
        runs.merge(begin, end, Math::max);
      }
    }
  }

  @Override
  public void beforeCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, next) -> requireSaved(partition, next.offset()));
    more.accept(offsets.keySet().stream().map(TopicPartition::topic).collect(toSet()));
  }

  private synchronized void requireSaved(TopicPartition partition, long offset) {
    NavigableMap<Long, Long> runs = read.getOrDefault(partition, new TreeMap<>());
    long next = saved.getOrDefault(partition, offset); // what is merged is in no fold
    boolean asked = fresh.remove(partition);
    boolean between =
        offset > next && runs.headMap(offset).values().stream().anyMatch(end -> end > next);
    if (offset < next || between) {
      String text = "offset %d of %s is not committed, since its state was saved at offset %d";
      String found = text.formatted(offset, partition, next);
      throw asked
          ? new NewRunException(found)
          : new GyreException(
              found
                  + ": Kafka Streams did not have it saved first. Use the version that Gyre is made for, "
                  + KafkaInternals.VERSION);
    }
    // The last run still counts if this commit fails, and an older state is restored.
    Long last = runs.lowerKey(next);
    if (last != null) {
      runs.headMap(last).values().removeIf(end -> end <= next);
    }
  }
}
