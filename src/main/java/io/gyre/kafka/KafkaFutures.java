package io.gyre.kafka;

import io.gyre.GyreException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;

/** Waits for what Kafka's clients were asked. */
public final class KafkaFutures {

  private KafkaFutures() {}

  /**
   * Returns the answer; the client itself limits how long that may take.
   *
   * @throws KafkaException what the cluster or the client gave instead of an answer, as it is
   * @throws GyreException if the thread is interrupted meanwhile; it stays interrupted
   */
  public static <T> T get(Future<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GyreException("interrupted while waiting for an answer of Kafka", e);
    }
  }
}
