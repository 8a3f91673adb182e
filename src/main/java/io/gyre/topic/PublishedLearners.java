package io.gyre.topic;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The learners that have parameters on their topic, those of other partitions and applications
 * included. A learner that was taken off the list has left a tombstone, and does not count.
 */
public final class PublishedLearners {

  /** Every learner writes its parameters once per window, so the topic's end names them all. */
  private static final long LOOK_BACK = 1000;

  private final Set<LearnerKey> keys = new LinkedHashSet<>();

  /**
   * Reads the last records of the topic.
   *
   * @param parameters the topic, which exists
   * @param atMost how long to read; what has been found by then is returned
   */
  public static Set<LearnerKey> recent(
      Consumer<byte[], byte[]> consumer, String parameters, Duration atMost) {
    PublishedLearners learners = new PublishedLearners();
    readRecent(consumer, parameters, atMost, learners::add);
    return learners.keys;
  }

  /**
   * Hands on the last records of the topic, as {@link #recent} reads them.
   *
   * @param action gets each record
   */
  public static void readRecent(
      Consumer<byte[], byte[]> consumer,
      String parameters,
      Duration atMost,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> action) {
    TopicPartition only = new TopicPartition(parameters, 0);
    Set<TopicPartition> all = Set.of(only);
    consumer.assign(all);
    long end = consumer.endOffsets(all).get(only);
    consumer.seek(only, Math.max(consumer.beginningOffsets(all).get(only), end - LOOK_BACK));
    long deadline = System.nanoTime() + atMost.toNanos();
    while (consumer.position(only) < end && System.nanoTime() < deadline) {
      consumer.poll(Duration.ofMillis(100)).forEach(action);
    }
  }

  /** Takes the next record of the topic {@code parameters}; passes over other programs' records. */
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

  /** Those by now, in the order in which they appeared. */
  public Set<LearnerKey> keys() {
    return keys;
  }
}
