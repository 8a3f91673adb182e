package io.gyre.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.record.RecordReader;
import io.gyre.fold.LiveFolds.Understood;
import io.gyre.fold.answer.Answer;
import io.gyre.kafka.ClusterAccess;
import io.gyre.replica.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Follows the learners of an application, and asks them in this process. */
final class ReplicaExample {

  private ReplicaExample() {}

  /** Returns what the blend says of each order. */
  static List<String> ask(String bootstrapServers, String application, List<String> orders)
      throws InterruptedException {
    ClusterAccess cluster = ClusterAccess.of(Map.of("bootstrap.servers", bootstrapServers));
    try (Replica replica = new Replica(cluster, application)) {
      if (!replica.await(Duration.ofMinutes(1))) {
        throw new IllegalStateException(replica.whyNot(0));
      }
      // What the learners know of the stream: how they read its records, who speaks for all.
      Understood stream = replica.folds.look(0).orElseThrow();
      RecordReader reader =
          RecordReader.of(stream.records().ofQuestions(), RecordReader.Accepts.QUESTIONS);
      return orders.stream().map(order -> ask(replica, stream, read(reader, order))).toList();
    }
  }

  private static String ask(Replica replica, Understood stream, Fields order) {
    Answer answer =
        replica
            .folds
            .ask(0, order, false)
            .orElseThrow(() -> new IllegalStateException(replica.whyNot(0)));
    int blend = answer.learners.indexOf(stream.deciding());
    return answer.prediction(blend) + " at offset " + answer.offset;
  }

  private static Fields read(RecordReader reader, String order) {
    try {
      return reader.read(order.getBytes(UTF_8)).fields();
    } catch (InvalidPointException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
