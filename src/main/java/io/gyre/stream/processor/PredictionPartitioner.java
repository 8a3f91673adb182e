package io.gyre.stream.processor;

import io.gyre.topic.Prediction;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Puts a prediction on the partition that its point is on. It is named, not left to the key's hash:
 * the Java client and librdkafka hash keys differently. A journal may hold points of a partition
 * that is no more, since their topic was created again with fewer, or that never was, since
 * somebody else wrote there: their predictions go to one that is.
 *
 * <p>Thread-safe: a topology has one, which all its threads share.
 */
public final class PredictionPartitioner implements StreamPartitioner<byte[], Prediction> {

  /** How long an answer of {@link #points} holds. */
  private static final long FRESH_NANOS = 1_000_000_000;

  private record Answer(int partition, Optional<Set<Integer>> partitions) {}

  private record Asked(int partitions, long nanos) {}

  private final IntSupplier points;

  /** Nearly always asked for again. Immutable, so that a race at worst makes one more. */
  private Answer last = new Answer(0, Optional.of(Set.of(0)));

  /** The last answer of {@link #points}; null before the first. Immutable, too. */
  private Asked asked;

  /**
   * @param points tells how many partitions the topic of the points has; seldom asked
   */
  public PredictionPartitioner(IntSupplier points) {
    this.points = points;
  }

  // Kafka 4.4 deprecates it for one that is given the headers too, but only this one is abstract.
  @Override
  @SuppressWarnings("removal")
  public Optional<Set<Integer>> partitions(
      String topic, byte[] key, Prediction prediction, int numPartitions) {
    int partition = prediction.partition();
    if (partition >= numPartitions) {
      requireNone(topic, partition, numPartitions);
      partition %= numPartitions;
    }
    Answer answer = last;
    if (answer.partition() != partition) {
      answer = new Answer(partition, Optional.of(Set.of(partition)));
      last = answer;
    }
    return answer.partitions();
  }

  /** The producer would wait for it for minutes; the next run lets the topic grow first. */
  private void requireNone(String topic, int partition, int numPartitions) {
    Asked known = asked;
    if (known == null || System.nanoTime() - known.nanos() > FRESH_NANOS) {
      known = new Asked(points.getAsInt(), System.nanoTime());
      asked = known;
    }
    if (partition < known.partitions()) {
      throw new UnknownTopicOrPartitionException(
          "topic %s: expected a partition %d, found %d partitions"
              .formatted(topic, partition, numPartitions));
    }
  }
}
