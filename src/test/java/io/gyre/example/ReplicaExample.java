package io.gyre.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.data.JsonRecord;
import io.gyre.fold.answer.Answer;
import io.gyre.kafka.ClusterAccess;
import io.gyre.replica.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Follows the learners of an application, and asks them in this process. */
final class ReplicaExample {

  private ReplicaExample() {}

  /** Returns what is predicted of each order. */
  static List<String> ask(String bootstrapServers, String application, List<String> orders)
      throws InterruptedException {
    ClusterAccess cluster = ClusterAccess.of(Map.of("bootstrap.servers", bootstrapServers));
    try (Replica replica = new Replica(cluster, application)) {
      if (!replica.await(Duration.ofMinutes(1))) {
        throw new IllegalStateException(replica.whyNot(0));
      }
      return orders.stream().map(order -> ask(replica, order)).toList();
    }
  }

  private static String ask(Replica replica, String order) {
    JsonRecord record = new JsonRecord(order.getBytes(UTF_8));
    Answer answer =
        replica
            .folds
            .ask(0, record, false)
            .orElseThrow(() -> new IllegalStateException(replica.whyNot(0)));
    if (answer.reason() != null) {
      throw new IllegalArgumentException(answer.reason());
    }
    // The learner that speaks for all, which is the blend if there is one.
    int place = replica.folds.find(0, report -> report.settings().decider()).orElseThrow();
    return answer.prediction(place) + " at offset " + answer.offset;
  }
}
