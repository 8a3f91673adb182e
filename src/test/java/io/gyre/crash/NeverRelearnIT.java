package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import io.gyre.LongRunning;
import io.gyre.broker.TestBroker;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.LearnerApplication;
import io.gyre.topic.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Whatever happens to offsets, topics and folders: learners go on as if nothing had been, or one
 * message says what to do. In no case do they learn a point twice, or start over unasked.
 */
@Execution(ExecutionMode.CONCURRENT)
class NeverRelearnIT {

  private static final int POINTS = 1_000;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  /** A bed whose learners have learned the first points and are stopped. */
  private static Bed learned(String application) {
    Bed bed = Bed.make(TestBroker.bootstrapServers(), application, folder, 1);
    bed.stream.send(POINTS, 0);
    bed.learn(POINTS * LEARNERS);
    return bed;
  }

  @Test
  void shouldEndWithOneMessageWhenTheTopicIsDeletedWhileRunning() throws Exception {
    try (Bed bed = learned("deleted-while-running");
        // An instance looks every 30 s whether the topic has changed; this one every second.
        LearnerApplication running =
            LearnerApplication.start(
                bed.settings(bed.state, Bed.LEARNERS, bed.lookingEvery(1_000)))) {
      bed.stream.send(10, 0);
      bed.awaitAnswers(running, (POINTS + 10) * LEARNERS);

      bed.admin.deleteTopics(List.of(bed.names.points())).all().get();

      assertThatThrownBy(running::await)
          .isInstanceOf(GyreException.class)
          .hasMessageContaining("deleted-while-running.points is not there");
    }
  }

  /** A process that is stopped loses nothing but what is deleted before it goes on. */
  @Test
  void shouldCountWhatIsDeletedWhileALearnerStandsStill() throws Exception {
    String application = "standing-still";
    int partitions = 2;
    // An answer of the broker holds one batch of records, whatever else is there by then.
    Path batches =
        Files.writeString(
            folder.resolve(application + ".properties"), "consumer.max.partition.fetch.bytes=1");
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), application, folder, partitions);
        JavaProcess learner =
            JavaProcess.gyre(
                folder,
                List.of(
                    "learn",
                    "--bootstrap-server=" + bed.servers,
                    "--application-id=" + application,
                    "--prefix=" + application + ".",
                    "--state-dir=" + bed.state,
                    "--learners=spirals",
                    "--command-config=" + batches,
                    "--no-http"))) {
      bed.stream.send(POINTS, 0);
      await().until(() -> bed.outputs().answers().count() == POINTS);

      learner.suspend();
      // The first go with the answer to what the learner has asked for already.
      bed.stream.send(10, 0);
      bed.stream.send(390, 0);
      for (int partition = 0; partition < partitions; partition++) {
        TopicPartition points = new TopicPartition(bed.names.points(), partition);
        long end = (POINTS + 400) / partitions;
        bed.admin.deleteRecords(Map.of(points, RecordsToDelete.beforeOffset(end))).all().get();
      }
      bed.stream.send(100, 0);
      bed.stream.closeWindows();
      learner.resume();

      // The last point to close windows is told of by the next.
      long all = POINTS + 500 + partitions - 1;
      await()
          .untilAsserted(
              () -> {
                Map<String, List<Metrics>> windows = bed.outputs().closedWindows();
                assertThat(windows).containsKey("logistic/0");
                Metrics.Totals totals = last(windows.get("logistic/0")).totals();
                assertThat(totals.missed()).as(learner.log()).isPositive();
                assertThat(totals.points() + totals.missed()).isEqualTo(all);
              });
      assertThat(learner.log()).contains("missed offsets", "of standing-still.points");
    }
  }

  @Test
  @LongRunning
  void shouldRestoreStoresThatAreDamaged() throws Exception {
    try (Bed bed = learned("damaged")) {
      int damaged = 0;
      for (Path file : files(bed.state.resolve("streams"))) {
        if (file.toString().contains("rocksdb")) {
          Files.writeString(file, "garbage");
          damaged++;
        }
      }
      assertThat(damaged).isGreaterThan(LEARNERS * 3);

      bed.stream.send(POINTS, 0);
      bed.stream.closeWindows();
      long wanted = (2 * POINTS + 1) * LEARNERS;
      bed.learn(wanted);
      assertThat(bed.outputs().answers().faults(Map.of(0, 2L * POINTS + 1), LEARNERS)).isEmpty();
      Outputs reference = bed.reference(wanted);
      assertThat(bed.outputs().digests()).isEqualTo(reference.digests()).hasSize(LEARNERS);
    }
  }

  @Test
  @LongRunning
  void shouldLetALearnerGoAndComeBackAndAnotherJoin() throws Exception {
    LearnerSettings network = Bed.LEARNERS.get(0);
    LearnerSettings logistic = Bed.LEARNERS.get(1);
    LearnerSettings joining =
        LearnersJson.parse(
                "[{\"name\": \"joining\", \"kind\": \"logistic\", \"learningRate\": 0.5}]", "test")
            .get(0);
    try (Bed bed = learned("changing")) {
      bed.stream.closeWindows();
      bed.learn((POINTS + 1) * LEARNERS);
      String before = bed.outputs().digests().get("logistic/0");

      // Without the logistic one, and with another.
      bed.stream.send(100, 0);
      bed.learn(
          bed.settings(bed.state, List.of(network, joining)), (POINTS + 1) * LEARNERS + 100 * 2);
      assertThat(bed.outputs().digests()).containsEntry("logistic/0", "withdrawn");

      // All three: the logistic one goes on where it was, without the points in between.
      bed.stream.send(100, 0);
      bed.stream.closeWindows();
      bed.learn(
          bed.settings(bed.state, List.of(network, logistic, joining)),
          (POINTS + 1) * LEARNERS + 100 * 2 + 101 * 3);
      Map<String, List<Metrics>> windows = bed.outputs().closedWindows();
      assertThat(last(windows.get("network/0")).totals().points()).isEqualTo(POINTS + 201);
      assertThat(last(windows.get("joining/0")).totals().points()).isEqualTo(200);
      assertThat(last(windows.get("logistic/0")).totals().points()).isEqualTo(POINTS + 101);
      assertThat(bed.outputs().digests().get("logistic/0")).isNotEqualTo(before);
    }
  }

  private static Metrics last(List<Metrics> windows) {
    return windows.get(windows.size() - 1);
  }

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
