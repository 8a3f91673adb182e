package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import io.gyre.broker.LocalBroker;
import io.gyre.fold.state.LogPosition;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.StoredState;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to offsets, topics and folders: learners go on as if nothing had been, or one
 * message says what to do. In no case do they learn a point twice, or start over unasked.
 */
@Execution(ExecutionMode.CONCURRENT)
class NeverRelearnIT {

  private static final int POINTS = 1_000;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  private static LocalBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = LocalBroker.start(folder.resolve("broker"), 0);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static Bed bed(String application) {
    return Bed.make(broker.bootstrapServers(), application, folder, 1);
  }

  /** A bed whose learners have learned the first points and are stopped. */
  private static Bed learned(String application) {
    Bed bed = bed(application);
    bed.stream.send(POINTS, 0);
    bed.learn(POINTS * LEARNERS);
    return bed;
  }

  /** Sends as many again, lets them be learned, and compares with a run never disturbed. */
  private static void goOnAndCompare(Bed bed) {
    bed.stream.send(POINTS, 0);
    bed.stream.closeWindows();
    long wanted = (2 * POINTS + 1) * LEARNERS;
    bed.learn(wanted);
    assertThat(bed.outputs().answers().faults(Map.of(0, 2L * POINTS + 1), LEARNERS)).isEmpty();
    Outputs reference = bed.reference(wanted);
    assertThat(bed.outputs().digests()).isEqualTo(reference.digests()).hasSize(LEARNERS);
  }

  @Test
  void shouldRefuseToStartOverWhenTheGroupsOffsetsAreGone() throws Exception {
    try (Bed bed = learned("offsets-gone")) {
      bed.admin.deleteConsumerGroups(List.of(bed.application)).all().get();

      assertThat(bed.refusal(bed.settings()))
          .contains("up to offset 999")
          .contains(
              "Go on at offset 1000 with gyre reset --to-state --application-id offsets-gone --points offsets-gone.points");

      // What the message says helps: ResetIT runs it as a command.
      TopicPartition points = new TopicPartition(bed.names.points(), 0);
      LogPosition state =
          new StoredState(bed.settings().client(), "offsets-gone-state-changelog")
              .positions()
              .get(0);
      assertThat(state.topicId()).isEqualTo(bed.topicId(bed.names.points()));
      assertThat(state.next()).isEqualTo(POINTS);
      bed.awaitNoMembers();
      bed.admin
          .alterConsumerGroupOffsets(
              bed.application, Map.of(points, new OffsetAndMetadata(state.next())))
          .all()
          .get();
      goOnAndCompare(bed);
    }
  }

  @Test
  void shouldRefuseATopicThatWasDeletedAndCreatedAgain() throws Exception {
    try (Bed bed = learned("recreated")) {
      bed.admin.deleteTopics(List.of(bed.names.points())).all().get();
      assertThat(bed.refusal(bed.settings())).contains("recreated.points is not there");

      new Provisioner(bed.admin).provision(bed.names, 1, Map.of());
      bed.stream.send(10, 0);
      assertThat(bed.refusal(bed.settings())).contains("deleted and created again");
    }
  }

  @Test
  void shouldEndWithOneMessageWhenTheTopicIsDeletedWhileRunning() throws Exception {
    try (Bed bed = learned("deleted-while-running");
        LearnerApplication running = LearnerApplication.start(impatient(bed))) {
      bed.stream.send(10, 0);
      bed.awaitAnswers(running, (POINTS + 10) * LEARNERS);

      bed.admin.deleteTopics(List.of(bed.names.points())).all().get();

      assertThatThrownBy(running::await)
          .isInstanceOf(GyreException.class)
          .hasMessageContaining("deleted-while-running.points is not there");
    }
  }

  @Test
  void shouldCountWhatRetentionDeletedUnread() throws Exception {
    try (Bed bed = learned("shrunk")) {
      bed.stream.send(500, 0);
      TopicPartition points = new TopicPartition(bed.names.points(), 0);
      bed.admin
          .deleteRecords(Map.of(points, RecordsToDelete.beforeOffset(POINTS + 200)))
          .all()
          .get();
      bed.stream.closeWindows();

      bed.learn((POINTS + 300 + 1) * LEARNERS);

      bed.outputs()
          .closedWindows()
          .forEach(
              (learner, windows) -> {
                Metrics last = windows.get(windows.size() - 1);
                assertThat(last.totals().missed()).as(learner).isEqualTo(200);
                assertThat(last.totals().points()).as(learner).isEqualTo(POINTS + 300);
              });
    }
  }

  /** A process that is stopped loses nothing but what is deleted before it goes on. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldCountWhatIsDeletedWhileALearnerStandsStill(int partitions) throws Exception {
    String application = "stopped-" + partitions;
    // An answer of the broker holds one batch of records, whatever else is there by then.
    Path batches =
        Files.writeString(
            folder.resolve(application + ".properties"), "consumer.max.partition.fetch.bytes=1");
    try (Bed bed = Bed.make(broker.bootstrapServers(), application, folder, partitions);
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
      await().atMost(Bed.PATIENCE).until(() -> bed.outputs().answers().count() == POINTS);

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
          .atMost(Bed.PATIENCE)
          .untilAsserted(
              () -> {
                Map<String, List<Metrics>> windows = bed.outputs().closedWindows();
                assertThat(windows).containsKey("logistic/0");
                Metrics.Totals totals = last(windows.get("logistic/0")).totals();
                assertThat(totals.missed()).as(learner.log()).isPositive();
                assertThat(totals.points() + totals.missed()).isEqualTo(all);
              });
      assertThat(learner.log())
          .contains("missed offsets", "of stopped-%d.points".formatted(partitions));
    }
  }

  @Test
  void shouldLetOldReplicasGoOnWhenTheTopicHasGrown() throws Exception {
    try (Bed bed = learned("grown")) {
      bed.grow(2);
      bed.stream.spreadOver(2);
      bed.stream.send(POINTS, 0);
      bed.stream.closeWindows();
      long wanted = (2 * POINTS + 2) * LEARNERS;

      bed.learn(bed.settings(Bed.PER_PARTITION), wanted);

      Map<Integer, Long> points = Map.of(0, POINTS + POINTS / 2 + 1L, 1, POINTS / 2 + 1L);
      assertThat(bed.outputs().answers().faults(points, LEARNERS)).isEmpty();
      Outputs reference = bed.reference(wanted, Bed.PER_PARTITION);
      assertThat(bed.outputs().digests()).isEqualTo(reference.digests()).hasSize(2 * LEARNERS);
    }
  }

  @Test
  void shouldGrowByItselfWhenTheTopicGrowsWhileRunning() throws Exception {
    try (Bed bed = bed("growing")) {
      bed.stream.send(POINTS, 0);
      try (LearnerApplication running =
          LearnerApplication.start(Bed.reading(impatient(bed), Bed.PER_PARTITION))) {
        bed.awaitAnswers(running, POINTS * LEARNERS);
        bed.grow(2);
        bed.stream.spreadOver(2);
        bed.stream.send(POINTS, 0);
        bed.stream.closeWindows();
        bed.awaitAnswers(running, (2 * POINTS + 2) * LEARNERS);
      }
      Outputs reference = bed.reference((2 * POINTS + 2) * LEARNERS, Bed.PER_PARTITION);
      assertThat(bed.outputs().digests()).isEqualTo(reference.digests()).hasSize(2 * LEARNERS);
    }
  }

  /** An instance looks every 30 s whether the topic has changed; this one every second. */
  private static ApplicationSettings impatient(Bed bed) {
    return bed.settings(bed.state, Bed.LEARNERS, bed.lookingEvery(1_000));
  }

  @Test
  void shouldRestoreAStateFolderThatWasDeleted() throws Exception {
    try (Bed bed = learned("folder-gone")) {
      Utils.delete(bed.state.toFile());

      goOnAndCompare(bed);
    }
  }

  @Test
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

      goOnAndCompare(bed);
    }
  }

  @Test
  void shouldRefuseACopyOfTheStateFolderAndLetTheOriginalGoOn() throws Exception {
    try (Bed bed = learned("copied")) {
      Path copy = folder.resolve("copy");
      for (Path file : files(bed.state)) {
        Path target = copy.resolve(bed.state.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }

      assertThat(bed.refusal(bed.settings(copy, Bed.LEARNERS)))
          .contains(copy.toString())
          .contains("belongs to " + bed.state.toRealPath())
          .contains("or delete the folder " + copy);
      goOnAndCompare(bed);
    }
  }

  @Test
  void shouldRefuseTheStateFolderOfAnotherApplication() {
    try (Bed one = learned("one");
        Bed other = bed("other")) {
      assertThat(other.refusal(other.settings(one.state, Bed.LEARNERS)))
          .contains("belong to the application other")
          .contains("belongs to one");
    }
  }

  @Test
  void shouldRefuseASecondProcessOnOneStateFolder() {
    try (Bed bed = bed("twice");
        LearnerApplication running = LearnerApplication.start(bed.settings())) {
      assertThat(bed.refusal(bed.settings())).contains("found one running");
      assertThat(running.state().isRunningOrRebalancing()).isTrue();
    }
  }

  @Test
  void shouldRefuseToStartOverWhenAChangelogWasDeleted() throws Exception {
    try (Bed bed = learned("changelog-gone")) {
      bed.stream.closeWindows();
      bed.learn((POINTS + 1) * LEARNERS);
      String changelog = "changelog-gone-state-changelog";
      bed.admin.deleteTopics(List.of(changelog)).all().get();

      assertThat(bed.refusal(bed.settings())).contains(changelog).contains("was deleted");
    }
  }

  @Test
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

  @Test
  void shouldRefuseAChangeThatTheStateIsNotMadeForAndGoOnWithoutIt() {
    List<LearnerSettings> changed =
        LearnersJson.parse(
            """
            [{"name": "network", "kind": "network", "hidden": 5, "learningRate": 1.2},
             {"name": "logistic", "kind": "logistic", "learningRate": 1.2, "optimiser": "momentum"}]
            """,
            "test");
    try (Bed bed = learned("changed")) {
      bed.stream.send(1, 0);
      assertThat(bed.refusal(bed.settings(bed.state, changed)))
          .contains("on partition 0: learner \"network\"")
          .contains("hidden 4")
          .contains("says 5");
      bed.learn((POINTS + 1) * LEARNERS);
    }
  }

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
