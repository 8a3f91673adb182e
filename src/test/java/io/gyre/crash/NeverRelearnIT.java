package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import io.gyre.LongRunning;
import io.gyre.broker.TestBroker;
import io.gyre.stream.LearnerApplication;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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

  private static final Pattern OFFSETS =
      Pattern.compile("Offsets (\\d+) to (\\d+) of partition 0 may have been learned");

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
        JavaProcess learner = process(bed, "--command-config=" + batches)) {
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

  /** The process cannot see that for a moment the topic was not there. */
  @Test
  void shouldEndAndSayWhatMayHaveBeenLearnedWhenTheTopicIsCreatedAgainAndNeverStartAgain()
      throws Exception {
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), "created-again", folder, 1);
        JavaProcess learner = process(bed)) {
      bed.stream.send(POINTS, 0);
      await().until(() -> bed.outputs().answers().count() == POINTS);
      learner.suspend();
      bed.admin.deleteTopics(List.of(bed.names.points())).all().get();
      new Provisioner(bed.admin).provision(bed.names, 1, Map.of());
      try (PointStream stream = new PointStream(bed.servers, bed.names.points(), 1, 9)) {
        stream.send(3 * POINTS, 0);
      }
      learner.resume();

      assertThat(learner.exitCode()).isEqualTo(1);
      assertThat(learner.output())
          .contains("the topic created-again.points was deleted and created again");
      Matcher offsets = OFFSETS.matcher(learner.output());
      if (offsets.find()) {
        assertThat(Long.parseLong(offsets.group(1))).isLessThanOrEqualTo(POINTS);
        assertThat(Long.parseLong(offsets.group(2))).isEqualTo(committed(bed) - 1);
      } else if (learner.output().contains("did not stop within")) {
        // A stop that gave up does not know what was committed.
        assertThat(learner.output()).contains("Some of the new topic may have been learned");
      } else {
        assertThat(learner.output()).contains("Nothing of the new topic has been learned");
        assertThat(committed(bed)).isZero();
      }
      try (JavaProcess next = process(bed)) {
        assertThat(next.exitCode()).isEqualTo(1);
        assertThat(next.output()).contains("deleted and created again");
      }
    }
  }

  private static long committed(Bed bed) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        bed.admin.listConsumerGroupOffsets(bed.application).partitionsToOffsetAndMetadata().get();
    OffsetAndMetadata offset = offsets.get(new TopicPartition(bed.names.points(), 0));
    return offset == null ? 0 : offset.offset();
  }

  /** An instance that can be suspended. */
  private static JavaProcess process(Bed bed, String... more) {
    return JavaProcess.gyre(
        folder,
        Stream.concat(
                Stream.of(
                    "learn",
                    "--bootstrap-server=" + bed.servers,
                    "--application-id=" + bed.application,
                    "--prefix=" + bed.application + ".",
                    "--state-dir=" + bed.state,
                    "--learners=spirals",
                    "--no-http"),
                Stream.of(more))
            .toList());
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
      bed.learn((2 * POINTS + 1) * LEARNERS);
      assertThat(bed.outputs().answers().faults(Map.of(0, 2L * POINTS + 1), LEARNERS)).isEmpty();
      bed.requireDigestsOfLoop();
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
