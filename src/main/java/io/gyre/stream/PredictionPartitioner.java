package io.gyre.stream;

import io.gyre.topic.Prediction;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Puts a prediction on the partition that its point is on. It is named, not left to the key's hash:
 * the Java client and librdkafka hash keys differently.
 *
 * <p>Thread-safe: a topology has one, which all its threads share.
 */
public final class PredictionPartitioner implements StreamPartitioner<byte[], Prediction> {

  private record Answer(int partition, Optional<Set<Integer>> partitions) {}

  /** Nearly always asked for again. Immutable, so that a race at worst makes one more. */
  private Answer last = new Answer(0, Optional.of(Set.of(0)));

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, byte[] key, Prediction prediction, int numPartitions) {
    if (prediction.partition() >= numPartitions) {
      // The producer would wait for it for minutes; the next run lets the topic grow first.
      throw new UnknownTopicOrPartitionException(
          "topic %s: expected a partition %d, found %d partitions"
              .formatted(topic, prediction.partition(), numPartitions));
    }
    Answer answer = last;
    if (answer.partition() != prediction.partition()) {
      answer = new Answer(prediction.partition(), Optional.of(Set.of(prediction.partition())));
      last = answer;
    }
    return answer.partitions();
  }
}
