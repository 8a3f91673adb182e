package io.gyre.kafka;

import io.gyre.GyreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;

/** Waits for the answers of Kafka's clients. */
public final class KafkaFutures {

  private KafkaFutures() {}

  /**
   * Returns the answer; the client itself limits how long that may take.
   *
   * @throws KafkaException what came instead of an answer
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

  /**
   * Returns the answers of those brokers that answer, and skips others.
   *
   * @throws KafkaException that of the last broker, if no broker answers
   */
  public static <T> List<T> ofThoseThatAnswer(Collection<? extends Future<T>> asked) {
    List<T> answers = new ArrayList<>();
    KafkaException failure = null;
    for (Future<T> each : asked) {
      try {
        answers.add(get(each));
      } catch (KafkaException e) {
        failure = e;
      }
    }
    if (answers.isEmpty() && failure != null) {
      throw failure;
    }
    return answers;
  }
}
