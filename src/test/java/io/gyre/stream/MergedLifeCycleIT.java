package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gyre.Examples;
import io.gyre.GyreException;
import io.gyre.LongRunning;
import io.gyre.broker.TestBroker;
import io.gyre.cli.Terminated;
import io.gyre.crash.Bed;
import io.gyre.crash.LateStream;
import io.gyre.crash.PointStream;
import io.gyre.crash.TopicLoop;
import io.gyre.kafka.CommitGuard;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.StreamsClients;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.stream.watch.ClusterMonitor.Pace;
import io.gyre.topic.Origin;
import io.gyre.topic.Provisioner;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How an application comes to have a journal, keeps it, and goes on behind it. */
@Execution(ExecutionMode.CONCURRENT)
class MergedLifeCycleIT {

  private static final int POINTS = 2_000;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  private static Bed bed(String application, int partitions) {
    return Bed.make(TestBroker.bootstrapServers(), application, folder, partitions);
  }

  /** As outside of tests, at ten times the pace; topics are looked at twice in 2 s. */
  private static StreamsFactories quick() {
    return quick(InstantSource.system());
  }

  private static StreamsFactories quick(InstantSource clock) {
    return paced(
        new Pace(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(10), clock));
  }

  private static StreamsFactories paced(Pace pace) {
    StreamsFactories real = StreamsFactories.real(Observer.NONE);
    return new StreamsFactories(real.source(), real.streams(), real.backoff(), pace);
  }

  /** Never looks at the cluster of itself. */
  private static StreamsFactories blind(AtomicReference<Duration> slept) {
    Duration never = Duration.ofDays(1);
    return paced(new Pace(never, never, never, () -> Instant.now().plus(slept.get())));
  }

  private static InputSettings labels(String topic) {
    return new InputSettings(topic, false, InputSettings.JOURNAL_BYTES);
  }

  private static ApplicationSettings impatient(Bed bed, String state, int metadataAgeMs) {
    return bed.settings(folder.resolve(state), Bed.LEARNERS, bed.lookingEvery(metadataAgeMs));
  }

  /** Asserts that the model is the fold of the journal, and each point was answered once. */
  private static void compare(Bed bed, Map<Integer, Long> points) throws Exception {
    compare(bed, points, 0);
  }

  /**
   * As above.
   *
   * @param direct how many of the first partition were learned before there was a journal
   */
  private static void compare(Bed bed, Map<Integer, Long> points, int direct) throws Exception {
    assertThat(bed.outputs().answers().faults(points, LEARNERS)).isEmpty();
    String journal = TopicNames.journalOf(bed.application);
    TopicLoop loop = new TopicLoop(bed.settings().fold());
    if (direct > 0) {
      loop.direct(
          bed.outputs().read(bed.names.points()).stream()
              .filter(record -> record.partition() == 0 && record.offset() < direct)
              .toList(),
          bed.topicId(bed.names.points()));
    }
    loop.journal(bed.outputs().read(journal), bed.topicId(journal));
    assertThat(bed.outputs().digests()).isEqualTo(loop.digests()).hasSize(LEARNERS);
  }

  @Test
  @LongRunning
  void shouldMergeWhenPointsGrowsUnderTwoInstances() throws Exception {
    try (Bed bed = bed("grown-running", 1)) {
      // One hears of it much later, and is active with the old number meanwhile.
      try (LearnerApplication one =
              LearnerApplication.start(
                  impatient(bed, "grown-running-1", 1_000), Map.of(), quick());
          LearnerApplication other =
              LearnerApplication.start(
                  impatient(bed, "grown-running-2", 20_000), Map.of(), quick())) {
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(one, POINTS * LEARNERS);
        Thread sending = bed.stream.sendInBackground(2 * POINTS, 500);
        bed.grow(4);
        bed.stream.spreadOver(4);
        sending.join();
        bed.stream.closeWindows();

        bed.awaitAnswers(one, (3 * POINTS + 4) * LEARNERS);
        // It may have failed with the old number only now, when the first had learned everything.
        await("both to merge")
            .until(
                () -> {
                  other.throwFailure();
                  return Stream.of(one, other).allMatch(each -> each.run().inputs.merges());
                });
      }
      Map<Integer, Long> points = ends(bed, 4);
      assertThat(bed.outputs().answers().faults(points, LEARNERS)).isEmpty();
      // How far it had come without the journal, its first record of the first partition tells.
      int direct =
          Math.toIntExact(
              bed.outputs().read("grown-running-journal").stream()
                  .map(record -> Origin.of(record.headers()))
                  .filter(origin -> origin.partition() == 0)
                  .map(Origin::offset)
                  .findFirst()
                  .orElse(points.get(0)));
      compare(bed, points, direct);
    }
  }

  private static Map<Integer, Long> ends(Bed bed, int partitions) throws Exception {
    Map<Integer, Long> ends = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      TopicPartition partition = new TopicPartition(bed.names.points(), i);
      ends.put(i, bed.offset(partition, OffsetSpec.latest()));
    }
    return ends;
  }

  @Test
  void shouldRefuseAnInstanceThatReadsItsTopicsInAnotherWay() throws Exception {
    try (Bed bed = bed("shapes", 2);
        LearnerApplication running = LearnerApplication.start(bed.settings())) {
      bed.stream.send(POINTS, 0);
      bed.awaitAnswers(running, POINTS * LEARNERS);

      ApplicationSettings other = bed.settings(folder.resolve("shapes-other"), Bed.LEARNERS);
      assertThat(bed.refusal(Bed.reading(other, labels("shapes.labels"))))
          .contains("must read their topics in the same way")
          .contains("with late labels from the topic shapes.labels")
          .contains("with their labels");
      assertThat(bed.admin.listTopics().names().get()).doesNotContain("shapes.labels");
      try (LearnerApplication second = LearnerApplication.start(other)) {
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(second, 2 * POINTS * LEARNERS);
        assertThat(second.others()).hasSize(1);
        assertThat(second.others().get(0)).matches("shapes-[0-9a-f-]{36} at /.*");
      }
      running.throwFailure();
    }
  }

  @Test
  void shouldGoOnWithTheRecordsOfATopicThatWasCreatedAgain() throws Exception {
    try (Bed bed = bed("again", 2);
        LearnerApplication running = LearnerApplication.start(bed.settings(), Map.of(), quick())) {
      bed.stream.send(POINTS, 0);
      bed.awaitAnswers(running, POINTS * LEARNERS);
      KafkaStreams before = running.run().streams();
      bed.admin.deleteTopics(List.of(bed.names.points())).all().get();
      new Provisioner(bed.admin).provision(bed.names, 2, Map.of());
      try (Bed anew = Bed.make(bed.servers, bed.application, bed.names, folder)) {
        anew.stream.send(2 * POINTS, 0);
        await()
            .until(
                () -> {
                  running.throwFailure();
                  return running.run().streams() != before;
                });
        bed.awaitAnswers(running, 3 * POINTS * LEARNERS);
      }
      assertThat(bed.outputs().answers().count()).isEqualTo(3L * POINTS * LEARNERS);
    }
  }

  @Test
  void shouldEndWithoutItsJournalAndNeverStartAgain() throws Exception {
    try (Bed bed = bed("journal-gone", 2)) {
      try (LearnerApplication running =
          LearnerApplication.start(bed.settings(), Map.of(), quick())) {
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(running, POINTS * LEARNERS);

        bed.admin.deleteTopics(List.of("journal-gone-journal")).all().get();

        assertThatThrownBy(running::await)
            .isInstanceOf(GyreException.class)
            .hasMessageContaining("the journal journal-gone-journal is not there");
      }
      bed.stream.send(10, 0);
      // What ended would have ended with its process, and lets go of its folder only later.
      ApplicationSettings next = bed.settings(folder.resolve("journal-gone-2"), Bed.LEARNERS);
      // Sooner or later the broker forgets what the group has committed of a topic that is gone.
      await()
          .until(
              () ->
                  bed
                      .admin
                      .listConsumerGroupOffsets("journal-gone")
                      .partitionsToOffsetAndMetadata()
                      .get()
                      .keySet()
                      .stream()
                      .noneMatch(partition -> partition.topic().equals("journal-gone-journal")));
      assertThat(bed.refusal(next))
          .contains("the journal journal-gone-journal is not there")
          .contains("gyre reset");
      bed.admin
          .deleteConsumerGroupOffsets(
              "journal-gone",
              Set.of(
                  new TopicPartition(bed.names.points(), 0),
                  new TopicPartition(bed.names.points(), 1)))
          .all()
          .get();
      assertThat(bed.refusal(next))
          .contains("a topic that is neither journal-gone.points nor a journal")
          .contains("gyre reset");
      assertThat(bed.admin.listTopics().names().get()).doesNotContain("journal-gone-journal");
    }
  }

  /** Kafka Streams may miss the topic before Gyre does, and wait for it without end. */
  @Test
  @LongRunning
  void shouldEndWithoutItsJournalThoughAProducerWaitsForIt() throws Exception {
    StreamsFactories blind = blind(new AtomicReference<>(Duration.ZERO));
    StreamsFactories waiting =
        new StreamsFactories(
            blind.source(), MergedLifeCycleIT::neverClosed, blind.backoff(), blind.pace());
    try (Bed bed = bed("journal-awaited", 2)) {
      try (LearnerApplication running =
          LearnerApplication.start(bed.settings(), Map.of(), waiting)) {
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(running, POINTS * LEARNERS);
        await().during(Duration.ofSeconds(1)).until(running.run()::hasCommitted);

        bed.admin.deleteTopics(List.of("journal-awaited-journal")).all().get();

        assertThatThrownBy(running::await)
            .isInstanceOf(GyreException.class)
            .hasMessageContaining("the journal journal-awaited-journal is not there");
      }
    }
  }

  /** Its producers wait for the end of a transaction when they are closed, until interrupted. */
  private static KafkaStreams neverClosed(
      Topology topology, Properties properties, CommitGuard guard) {
    return new KafkaStreams(
        topology,
        properties,
        new StreamsClients(Observer.NONE, guard, new LostPlaces()) {
          @Override
          public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
            return new KafkaProducer<>(
                config, new ByteArraySerializer(), new ByteArraySerializer()) {
              @Override
              public void close() {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  close(Duration.ZERO);
                  throw new InterruptException(e);
                }
              }
            };
          }
        });
  }

  /** The command that is named looks at the journal. */
  @Test
  void shouldGoOnWithAJournalWhoseSettingsAreMended() throws Exception {
    try (Bed bed = bed("altered", 2)) {
      bed.stream.send(POINTS, 0);
      bed.learn(POINTS * LEARNERS);
      new Provisioner(bed.admin)
          .setConfigs(bed.journal(), Map.of("retention.ms", "604800000"), false);

      assertThat(bed.refusal(bed.settings()))
          .contains("retention.ms: expected -1, found 604800000")
          .contains("gyre topics --alter")
          .doesNotContain("gyre reset");
      List<String> topics =
          List.of(
              "topics",
              "--bootstrap-server=" + bed.servers,
              "--prefix=altered.",
              "--application-id=altered");
      Terminated found = Terminated.run(Map.of(), topics.toArray(String[]::new));
      assertThat(found.exitCode()).isEqualTo(1);
      assertThat(found.out()).containsPattern("altered-journal +differs");
      Terminated mended =
          Terminated.run(
              Map.of(),
              Stream.concat(topics.stream(), Stream.of("--alter")).toArray(String[]::new));
      mended.requireDone();
      assertThat(mended.out()).containsPattern("altered-journal +present");

      bed.stream.send(POINTS, 0);
      bed.learn(2 * POINTS * LEARNERS);
    }
  }

  /** Corrections, and labels of no point, are dead letters there: that is no failure of scoring. */
  @Test
  void shouldBeScoredWithLabelsThatComeLaterWithoutBeingTold() throws Exception {
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), "scored", folder, 2);
        LateStream stream = bed.lateStream(9)) {
      // So many, however long the start takes: what waits must be learned, too.
      Thread points = stream.sendInBackground(1_000, () -> stream.sent() < POINTS);
      ApplicationSettings settings = bed.lateSettings("scored", Examples.learners(), Map.of());
      try (LearnerApplication running = LearnerApplication.start(settings)) {
        points.join();
        bed.finish(stream, running);
      }

      Terminated scored =
          Terminated.run(
              Map.of(),
              "score",
              "--bootstrap-server=" + bed.servers,
              "--topic=scored-journal",
              "--learners=spirals",
              "--key=" + PointStream.PLACE,
              "--json");

      assertThat(bed.outputs().read(bed.names.of(Topic.DEAD_LETTERS))).isNotEmpty();
      assertThat(scored.err()).contains("labels come later").contains("passed over: ");
      scored.requireDone();
      bed.outputs()
          .digests()
          .values()
          .forEach(digest -> assertThat(scored.out()).contains(digest.split(" ")[1]));
    }
  }

  /**
   * Its changelog may have forgotten what was deleted meanwhile, and the stores would keep that.
   */
  @Test
  @LongRunning
  void shouldCommitNothingWithStoresThatWereCutOffForTooLong() throws Exception {
    AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), "asleep", folder, 2);
        LateStream stream = bed.lateStream(7)) {
      ApplicationSettings settings = bed.lateSettings("asleep", Bed.LEARNERS, Map.of());
      AtomicBoolean sending = new AtomicBoolean(true);
      Thread points = stream.sendInBackground(500, sending::get);
      try (LearnerApplication running =
          LearnerApplication.start(settings, Map.of(), blind(slept))) {
        bed.awaitAnswers(running, POINTS);
        Path store = settings.state().resolve("streams/asleep/0_0");
        Path mark = Files.createFile(store.resolve("mark"));
        KafkaStreams before = running.run().streams();
        slept.set(LearnerTopology.TRUSTED_FOR.plusMinutes(1));
        await().until(() -> running.run().streams() != before);
        bed.awaitAnswers(running, bed.outputs().answers().count() + POINTS);
        assertThat(mark).doesNotExist();
        assertThat(store).exists();
        sending.set(false);
        points.join();
        bed.finish(stream, running);
      }
      bed.requireAsLoop(Bed.late(Bed.LEARNERS));
    }
  }

  /** One of two has nothing to do, and so nothing to commit that could be refused. */
  @Test
  @LongRunning
  void shouldRestoreWhatAnIdleInstanceKeepsAfterALongSleep() throws Exception {
    AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
    StreamsFactories sleepy = quick(() -> Instant.now().plus(slept.get()));
    try (Bed bed = bed("sleeping", 1)) {
      ApplicationSettings first = late(bed, "first");
      ApplicationSettings second = late(bed, "second");
      try (LearnerApplication one = LearnerApplication.start(first, Map.of(), sleepy);
          LearnerApplication other = LearnerApplication.start(second, Map.of(), sleepy)) {
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(one, POINTS * LEARNERS);
        List<KafkaStreams> before = List.of(one.run().streams(), other.run().streams());
        for (int night = 0; night < 2; night++) {
          slept.set(slept.get().plus(LearnerTopology.TRUSTED_FOR.minusMinutes(1)));
          Instant woken = Instant.now().plus(slept.get());
          await()
              .until(
                  () -> Stream.of(one, other).allMatch(each -> each.run().heard().isAfter(woken)));
          assertThat(List.of(one.run().streams(), other.run().streams())).isEqualTo(before);
        }
        slept.set(slept.get().plus(LearnerTopology.TRUSTED_FOR.plusMinutes(1)));
        await()
            .until(
                () ->
                    one.run().streams() != before.get(0) && other.run().streams() != before.get(1));
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(one, 2 * POINTS * LEARNERS);
      }
      // Until when they have followed the cluster, not when they were closed.
      for (ApplicationSettings settings : List.of(first, second)) {
        assertThat(Files.getLastModifiedTime(settings.state().resolve("closed")).toInstant())
            .isAfter(Instant.now().plus(LearnerTopology.TRUSTED_FOR));
      }
    }
  }

  /** Labels on the topic of the points: nothing to merge. */
  private static ApplicationSettings late(Bed bed, String state) {
    return Bed.reading(bed.lateSettings(state, Bed.LEARNERS, Map.of()), InputSettings.standard());
  }
}
