package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.Label;
import io.gyre.topic.Prediction;
import io.gyre.topic.Predictions;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class PredictionPartitionerTest {

  private final PredictionPartitioner partitioner = new PredictionPartitioner(() -> 5);

  private static Prediction onPartition(int partition) {
    return Predictions.ofTwo("p", "network", 0.5, Label.of(1), 0, partition, 0);
  }

  @Test
  void shouldNameThePartitionOfThePoint() {
    assertThat(partitioner.partitions("predictions", null, onPartition(3), 4))
        .isEqualTo(Optional.of(Set.of(3)));
  }

  /** A producer would wait for it for minutes, and so would the group for its thread. */
  @Test
  void shouldRefuseAtOnceAPartitionThatTheTopicDoesNotHaveYet() {
    assertThatThrownBy(() -> partitioner.partitions("predictions", null, onPartition(4), 4))
        .isInstanceOf(UnknownTopicOrPartitionException.class)
        .hasMessageContaining("topic predictions: expected a partition 4, found 4 partitions");
  }

  /** What cannot come any more would end the application at every start. */
  @Test
  void shouldPutWhatIsOfNoPartitionOfThePointsOnOneThatIs() {
    assertThat(partitioner.partitions("predictions", null, onPartition(5), 4))
        .isEqualTo(Optional.of(Set.of(1)));
    assertThat(partitioner.partitions("predictions", null, onPartition(Integer.MAX_VALUE), 4))
        .isEqualTo(Optional.of(Set.of(3)));
  }
}
