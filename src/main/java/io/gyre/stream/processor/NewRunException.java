package io.gyre.stream.processor;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.TaskId;

/** A run cannot go on; a new one can, from where the group has committed. */
public final class NewRunException extends KafkaException {

  /**
   * Kafka Streams hands over a record that is not the next one after what the group has committed.
   *
   * <p>Kafka Streams 4.4.0 does that when a commit times out: it closes the task, pauses its
   * partitions and notes that they must be set back to the committed offset, but the rebalance that
   * it then calls for replaces the task by a fresh one, and the note is lost. What had been read
   * but not committed would never be learned.
   */
  NewRunException(String message) {
    super(message);
  }

  /**
   * For a moment the instances of a group read their topics differently. Kafka Streams builds the
   * whole topology for a part that it does not know, which would learn beside the task that does.
   */
  static NewRunException foreign(TaskId task) {
    return new NewRunException(
        "task %s is of another topology: instances of the group read their topics differently"
            .formatted(task));
  }

  /**
   * The instance was cut off from the cluster, or its machine asleep, for so long that the
   * changelog may have forgotten deletions. What a store missed would come back to life in it.
   */
  public static NewRunException outdated(Duration silence) {
    return new NewRunException(
        "nothing was heard for %d min: what was deleted meanwhile may no longer be told, so the stores are restored"
            .formatted(silence.toMinutes()));
  }
}
