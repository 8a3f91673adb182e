package io.gyre.topic;

import io.gyre.kafka.TopicReader;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The learners that have a record on the topic {@code parameters}, of all partitions and
 * applications; not of learners that left a tombstone. Not thread-safe.
 */
public final class PublishedLearners {

  /** Every learner writes its parameters once per window, so the topic's end names them all. */
  private static final long LOOK_BACK = 1000;

  private final Set<LearnerKey> keys = new LinkedHashSet<>();

  /** Reads the last records of the topic, which exists: those that come within a time at most. */
  public static PublishedLearners recent(
      Consumer<byte[], byte[]> consumer, String parameters, Duration atMost) {
    PublishedLearners learners = new PublishedLearners();
    TopicPartition only = new TopicPartition(parameters, 0);
    Set<TopicPartition> all = Set.of(only);
    consumer.assign(all);
    long end = consumer.endOffsets(all).get(only);
    long from = Math.max(consumer.beginningOffsets(all).get(only), end - LOOK_BACK);
    long deadline = System.nanoTime() + atMost.toNanos();
    BooleanSupplier late = () -> System.nanoTime() >= deadline;
    TopicReader.range(consumer, only, from, end, late, learners::add);
    return learners;
  }

  /** Takes the next record of the topic; ignores those of other programs. */
  public void add(ConsumerRecord<byte[], byte[]> record) {
    LearnerKey key;
    try {
      key = LearnerKey.parse(record.key());
    } catch (IllegalArgumentException foreign) {
      return;
    }
    if (record.value() == null) {
      keys.remove(key);
    } else {
      keys.add(key);
    }
  }

  public Set<LearnerKey> keys() {
    return keys;
  }
}
