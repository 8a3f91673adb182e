package io.gyre.cli.command;

import io.gyre.kafka.Cluster;
import io.gyre.topic.LearnerKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Tells from the parameters topic which learners there are. */
final class KnownLearners {

  /** Every learner writes its parameters once per window, so the topic's end names them all. */
  private static final long LOOK_BACK = 1000;

  private KnownLearners() {}

  /**
   * Returns the keys of all learners, those on other partitions and of other applications included.
   * Those that were taken off the list left a tombstone, and do not count.
   *
   * @param topic the parameters topic, which exists
   * @param atMost how long to read; what has been found by then is returned
   */
  static Set<LearnerKey> read(Cluster cluster, String topic, Duration atMost) {
    Set<LearnerKey> learners = new HashSet<>();
    try (Consumer<byte[], byte[]> consumer = cluster.consumer()) {
      TopicPartition only = new TopicPartition(topic, 0);
      Set<TopicPartition> all = Set.of(only);
      consumer.assign(all);
      long end = consumer.endOffsets(all).get(only);
      consumer.seek(only, Math.max(consumer.beginningOffsets(all).get(only), end - LOOK_BACK));
      long deadline = System.nanoTime() + atMost.toNanos();
      while (consumer.position(only) < end && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(100)).forEach(found -> note(learners, found));
      }
    }
    return learners;
  }

  private static void note(Set<LearnerKey> learners, ConsumerRecord<byte[], byte[]> found) {
    LearnerKey learner;
    try {
      learner = LearnerKey.parse(found.key());
    } catch (IllegalArgumentException e) {
      return; // not written by Gyre
    }
    if (found.value() == null) {
      learners.remove(learner);
    } else {
      learners.add(learner);
    }
  }
}
