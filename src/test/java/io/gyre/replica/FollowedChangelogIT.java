package io.gyre.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gyre.Examples;
import io.gyre.GyreException;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.time.WindowSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Follows a changelog that is written, cut off, deleted and created anew. */
@Tag("any-broker")
@Execution(ExecutionMode.CONCURRENT)
class FollowedChangelogIT {

  private static final FoldSettings SETTINGS =
      new FoldSettings(Examples.learners(), WindowSettings.standard());

  private final ClusterAccess cluster = ClusterAccess.local(TestBroker.bootstrapServers());

  /** What an application saves after so many points. */
  private static Map<String, byte[]> saved(int points) {
    FoldLoop loop = new FoldLoop(SETTINGS);
    loop.run(IntStream.range(0, points).mapToObj(Examples.spirals(3)::at).toList());
    return loop.store;
  }

  private static void send(Producer<byte[], byte[]> producer, String topic, int points) {
    send(producer, topic, saved(points).entrySet());
  }

  private static void send(
      Producer<byte[], byte[]> producer, String topic, Iterable<Map.Entry<String, byte[]>> saved) {
    saved.forEach(
        entry ->
            producer.send(
                new ProducerRecord<>(topic, 0, entry.getKey().getBytes(UTF_8), entry.getValue())));
    producer.flush();
  }

  private static long offset(Replica replica) {
    long[] found = {-1};
    replica.folds.ask(
        0,
        (fold, untilNanos) -> {
          found[0] = fold.report().next();
          return false;
        });
    return found[0];
  }

  private static void awaitOffset(Replica replica, long offset) {
    await().until(() -> offset(replica) == offset);
  }

  @Test
  void shouldFollowWhatIsCommittedAndBeginAnewWithTheTopic() throws Exception {
    String topic = LearnerTopology.changelogOf("followed");
    try (Replica replica = new Replica(cluster, "followed");
        Admin admin = cluster.admin();
        Producer<byte[], byte[]> producer =
            cluster.producer(Map.of("transactional.id", "followed"))) {
      producer.initTransactions();
      await().until(() -> replica.whyNot(0).contains("there is no topic " + topic));
      assertThatThrownBy(() -> Replica.restore(cluster, "followed"))
          .isInstanceOf(GyreException.class)
          .hasMessageContaining(topic);
      Bed.createTopic(admin, new NewTopic(topic, 2, (short) 1));
      await().until(() -> replica.problem().isEmpty());
      assertThat(replica.whyNot(0)).contains("nothing is saved yet");
      assertThat(replica.folds.partitions()).containsExactly(0, 1);
      assertThat(replica.behindMs()).isEmpty();

      producer.beginTransaction();
      send(producer, topic, 20);
      producer.commitTransaction();
      awaitOffset(replica, 20);
      producer.beginTransaction();
      send(producer, topic, 30);
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, topic, 40);
      assertThat(Replica.restore(cluster, "followed").get(0).report().next()).isEqualTo(20);
      assertThat(offset(replica)).isEqualTo(20);
      producer.commitTransaction();
      awaitOffset(replica, 40);
      assertThat(replica.ageMs(0)).isPresent();
      assertThat(replica.ageMs(1)).isEmpty();

      admin.deleteTopics(List.of(topic)).all().get();
      String gone = "there is no topic " + topic;
      Set<String> said = new HashSet<>();
      await()
          .until(
              () -> {
                said.add(replica.problem());
                return replica.folds.look(0).isEmpty();
              });
      await().until(() -> replica.whyNot(0).contains(gone));
      assertThat(said).allMatch(each -> each.isEmpty() || each.contains(gone));
      Bed.createTopic(admin, new NewTopic(topic, 1, (short) 1));
      producer.beginTransaction();
      send(producer, topic, 5);
      producer.commitTransaction();
      awaitOffset(replica, 5);
      assertThat(replica.folds.partitions()).containsExactly(0);
      await().until(() -> replica.behindMs().isPresent());

      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, "settings".getBytes(UTF_8), new byte[] {9}));
      producer.commitTransaction();
      await().until(() -> replica.whyNot().contains("its state is damaged"));
      assertThat(replica.behindMs()).isEmpty();
      awaitOffset(replica, -1);
      producer.beginTransaction();
      send(producer, topic, 6);
      producer.commitTransaction();
      awaitOffset(replica, 6);
    }
  }

  /** Of what was deleted while it slept the cleaner may have removed every trace. */
  @Test
  void shouldReadAllAnewAfterTheMachineSlept() throws Exception {
    String topic = LearnerTopology.changelogOf("followed-asleep");
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (Replica replica = new Replica(cluster, "followed-asleep", now::get);
        Admin admin = cluster.admin();
        Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      Bed.createTopic(admin, new NewTopic(topic, 1, (short) 1));
      TopicPartition partition = new TopicPartition(topic, 0);
      send(producer, topic, 20);
      awaitOffset(replica, 20);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1))).all().get();
      Map<String, byte[]> parts = new HashMap<>(saved(30));
      parts.remove("settings");
      send(producer, topic, parts.entrySet());
      awaitOffset(replica, 30);

      now.updateAndGet(then -> then.plus(LearnerTopology.TRUSTED_FOR).plusMillis(1));

      await().until(() -> replica.whyNot(0).contains("saved no settings with it"));
    }
  }
}
