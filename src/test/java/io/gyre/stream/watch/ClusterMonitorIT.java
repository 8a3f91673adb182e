package io.gyre.stream.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.crash.ByteProducer;
import io.gyre.kafka.CommitGuard;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.StreamsClients;
import io.gyre.kafka.StreamsClients.Observer;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.RetryBackoff;
import io.gyre.stream.StreamsFactories;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.watch.ClusterMonitor.Pace;
import io.gyre.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an administrator may do to topics while they are learned from. */
@Execution(ExecutionMode.CONCURRENT)
class ClusterMonitorIT {

  private static final int POINTS = 5_000;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  private static Bed bed(String application, int partitions) {
    return Bed.make(TestBroker.bootstrapServers(), application, folder, partitions);
  }

  /** As outside of tests, at ten times the pace. */
  private static StreamsFactories quick() {
    return paced(Duration.ofMillis(500), Duration.ofMillis(200), Duration.ofSeconds(3));
  }

  private static StreamsFactories paced(Duration look, Duration again, Duration stall) {
    StreamsFactories real = StreamsFactories.real(Observer.NONE);
    Pace pace = new Pace(look, again, stall, InstantSource.system());
    return new StreamsFactories(real.source(), real.streams(), real.backoff(), pace);
  }

  private static LearnerApplication start(Bed bed) {
    return LearnerApplication.start(bed.settings(), Map.of(), quick());
  }

  @Test
  void shouldCreateEachOutputThatWasDeletedAndGoOn() throws Exception {
    List<Topic<?>> outputs =
        List.of(Topic.PREDICTIONS, Topic.METRICS, Topic.PARAMETERS, Topic.DEAD_LETTERS);
    try (Bed bed = bed("gone", 1)) {
      try (LearnerApplication running = start(bed)) {
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(running, POINTS * LEARNERS);
        for (Topic<?> output : outputs) {
          KafkaStreams before = running.run().streams();

          bed.admin.deleteTopics(List.of(bed.names.of(output))).all().get();

          await().until(() -> running.run().streams() != before);
          assertThat(bed.admin.listTopics().names().get()).contains(bed.names.of(output));
          // Points do not come, and yet whoever reads the parameters finds them.
          await().untilAsserted(() -> assertThat(bed.outputs().digests()).hasSize(LEARNERS));
          long answered = bed.outputs().answers().count();
          bed.stream.send(POINTS, 0);
          bed.awaitAnswers(running, answered + POINTS * LEARNERS);
        }
        long answered = bed.outputs().answers().count();
        bed.stream.closeWindows();
        bed.awaitAnswers(running, answered + LEARNERS);
      }
      bed.requireDigestsOfLoop();
    }
  }

  /**
   * Which of two instances has the partition is Kafka's choice: the other commits nothing, and
   * without points neither does, which would show that it has got further.
   */
  @Test
  void shouldGoOnBesideAnotherInstanceHoweverOftenAnOutputIsDeleted() throws Exception {
    Duration never = Duration.ofHours(1);
    StreamsFactories blind = paced(never, never, never);
    try (Bed bed = bed("idle", 1);
        LearnerApplication working = LearnerApplication.start(bed.settings(), Map.of(), blind)) {
      bed.stream.send(POINTS, 0);
      bed.awaitAnswers(working, POINTS * LEARNERS);
      ApplicationSettings other = bed.settings(folder.resolve("idle-other"), Bed.LEARNERS);
      try (LearnerApplication idle = LearnerApplication.start(other, Map.of(), impatient())) {
        deleteAnOutputThreeTimes(bed, idle);
      }
    }
  }

  /** Allows one failure in a row. */
  private static StreamsFactories impatient() {
    StreamsFactories quick = quick();
    return new StreamsFactories(
        quick.source(),
        quick.streams(),
        new RetryBackoff(Duration.ofMillis(10), Duration.ofMillis(10), 1),
        quick.pace());
  }

  private static void deleteAnOutputThreeTimes(Bed bed, LearnerApplication application)
      throws Exception {
    for (int deletion = 0; deletion < 3; deletion++) {
      awaitRunning(application);
      // A run that has got nowhere yet counts as a failure in a row.
      await().until(() -> application.run().caughtUp);
      KafkaStreams before = application.run().streams();
      bed.admin.deleteTopics(List.of(bed.names.of(Topic.METRICS))).all().get();
      await()
          .until(
              () -> {
                application.throwFailure();
                return application.run().streams() != before;
              });
    }
    awaitRunning(application);
  }

  private static void awaitRunning(LearnerApplication application) {
    await()
        .until(
            () -> {
              application.throwFailure();
              return application.state() == KafkaStreams.State.RUNNING;
            });
  }

  /**
   * A producer that was in the midst of a flush waited in vain when the topic was created again.
   */
  @Test
  void shouldGoOnAfterARunWhoseProducerWaitsInVain() throws Exception {
    AtomicBoolean stuck = new AtomicBoolean();
    StreamsFactories quick = quick();
    StreamsFactories factories =
        new StreamsFactories(
            quick.source(),
            (topology, properties, guard) ->
                new KafkaStreams(topology, properties, new Stuck(stuck)),
            quick.backoff(),
            quick.pace());
    try (Bed bed = bed("stuck", 1);
        LearnerApplication running =
            LearnerApplication.start(bed.settings(), Map.of(), factories)) {
      bed.stream.send(POINTS, 0);
      bed.awaitAnswers(running, POINTS * LEARNERS);
      KafkaStreams before = running.run().streams();

      stuck.set(true);
      bed.stream.send(POINTS, 0);
      bed.admin.deleteTopics(List.of(bed.names.of(Topic.METRICS))).all().get();

      await().until(() -> running.run().streams() != before);
      bed.stream.closeWindows();
      bed.awaitAnswers(running, (2 * POINTS + 1) * LEARNERS);
      assertThat(bed.outputs().answers().faults(Map.of(0, 2L * POINTS + 1), LEARNERS)).isEmpty();
      bed.requireDigestsOfLoop();
    }
  }

  /** Clients whose producer never ends its flush, as long as it is told to. */
  private static final class Stuck extends StreamsClients {

    private final AtomicBoolean stuck;

    Stuck(AtomicBoolean stuck) {
      super(Observer.NONE, CommitGuard.NONE, new LostPlaces());
      this.stuck = stuck;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
      return new RememberingProducer(config, Observer.NONE, CommitGuard.NONE) {
        @Override
        public void flush() {
          if (stuck.getAndSet(false)) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new InterruptException(e);
            }
          }
          super.flush();
        }
      };
    }
  }

  @Test
  void shouldEndWhenAChangelogIsDeletedAndRefuseToStartEvenWithAnotherInItsPlace()
      throws Exception {
    String changelog = "gone-changelog-state-changelog";
    try (Bed bed = bed("gone-changelog", 1)) {
      try (LearnerApplication running = start(bed)) {
        bed.stream.send(POINTS, 0);
        bed.stream.closeWindows();
        bed.awaitAnswers(running, (POINTS + 1) * LEARNERS);

        bed.admin.deleteTopics(List.of(changelog)).all().get();

        assertThatThrownBy(running::await)
            .isInstanceOf(GyreException.class)
            .hasMessageContaining("the changelog " + changelog + " is not there");
      }
      bed.createTopic(changelog);
      assertThat(bed.refusal(bed.settings()))
          .contains(changelog)
          .contains("or is another that is empty");
    }
  }

  @Test
  void shouldLetBothInstancesGoOnWhenTheTopicGrows() throws Exception {
    try (Bed bed = bed("both", 2)) {
      ApplicationSettings first =
          Bed.reading(metadataAge(bed, folder.resolve("both-1"), 1_000), Bed.PER_PARTITION);
      // The other hears of it much later, and is active with the old number meanwhile.
      ApplicationSettings second =
          Bed.reading(metadataAge(bed, folder.resolve("both-2"), 20_000), Bed.PER_PARTITION);
      try (LearnerApplication one = LearnerApplication.start(first, Map.of(), quick());
          LearnerApplication other = LearnerApplication.start(second, Map.of(), quick())) {
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(one, POINTS * LEARNERS);
        bed.grow(4);
        bed.stream.spreadOver(4);
        bed.stream.send(POINTS, 0);

        bed.awaitAnswers(one, 2 * POINTS * LEARNERS);
        other.throwFailure();
      }
      Map<Integer, Long> points = Map.of(0, 3_750L, 1, 3_750L, 2, 1_250L, 3, 1_250L);
      assertThat(bed.outputs().answers().faults(points, LEARNERS)).isEmpty();
    }
  }

  private static ApplicationSettings metadataAge(Bed bed, Path state, int milliseconds) {
    return bed.settings(state, Bed.LEARNERS, bed.lookingEvery(milliseconds));
  }

  @Test
  void shouldSayThatATransactionHoldsPointsBack() throws Exception {
    try (Bed bed = bed("held", 1);
        LearnerApplication running = start(bed);
        Producer<byte[], byte[]> producer =
            new ByteProducer(bed.servers, "transactional.id", "held-producer")) {
      bed.stream.send(POINTS, 0);
      bed.awaitAnswers(running, POINTS * LEARNERS);
      // Points have waited for the start, which takes long on a slow machine.
      await().until(() -> running.stall() == null);

      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(bed.names.points(), 0, null, new byte[1])).get();
      bed.stream.send(10, 0);

      await()
          .untilAsserted(
              () ->
                  assertThat(running.stall())
                      .isNotNull()
                      .extracting(Stall::cause, STRING)
                      .contains("points wait on partition 0 of held.points")
                      .contains("left a transaction open at offset " + POINTS));

      producer.abortTransaction();
      bed.awaitAnswers(running, (POINTS + 10) * LEARNERS);
      await().until(() -> running.stall() == null);

      // The mark of a transaction at the end is no point that waits.
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(bed.names.points(), 0, null, new byte[1])).get();
      producer.abortTransaction();
      await()
          // Longer than what a stall takes to be one.
          .during(Duration.ofSeconds(4))
          .until(() -> running.stall() == null);
    }
  }
}
