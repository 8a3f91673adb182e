package io.gyre.stream.processor;

import io.gyre.topic.Prediction;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Puts a prediction on the partition of its point, not on that of its key's hash: the Java client
 * and librdkafka hash keys differently. A journal may name a partition that does not exist: its
 * topic was created again with fewer, or somebody else wrote there. Such predictions go to one that
 * exists. Thread-safe.
 */
public final class PredictionPartitioner implements StreamPartitioner<byte[], Object> {

  /** The time for which an answer of {@link #points} is valid. */
  private static final long FRESH_NANOS = 1_000_000_000;

  private record Answer(int partition, Optional<Set<Integer>> partitions) {}

  private record Asked(int partitions, long nanos) {}

  private final IntSupplier points;

  /** The last answer, nearly always the next one too. Immutable: a race only makes one more. */
  private Answer last = new Answer(0, Optional.of(Set.of(0)));

  /** The last answer of {@link #points}; null before the first. Immutable, too. */
  private Asked asked;

  /** Makes one that seldom asks how many partitions the topic of the points has. */
  public PredictionPartitioner(IntSupplier points) {
    this.points = points;
  }

  // Kafka 4.4 deprecates it for one that is given the headers too, but only this one is abstract.
  @Override
  @SuppressWarnings("removal")
  public Optional<Set<Integer>> partitions(
      String topic, byte[] key, Object prediction, int numPartitions) {
    int partition = ((Prediction) prediction).partition();
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
