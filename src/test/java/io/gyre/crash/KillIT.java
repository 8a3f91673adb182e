package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.Metrics;
import io.gyre.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner that is killed again and again gives what one gives that never was. */
@Tag("alone")
class KillIT {

  private static final int PARTITIONS = 2;

  /**
   * What is killed while it does what.
   *
   * @param learners how many there are
   * @param records the value of record i
   * @param arguments of {@code gyre learn}
   */
  private record Scene(
      int learners,
      int kills,
      long points,
      int perSecond,
      LongFunction<byte[]> records,
      String... arguments) {}

  @TempDir Path folder;

  @Test
  void shouldGiveWhatAnUndisturbedRunGivesWhenKilledAtRandomMoments() throws Exception {
    long seed = seed();
    Recovery recovery =
        killAndCompare(new Scene(3, 10, 200_000, 3_000, PointStream.spirals(seed)), seed);

    Silence.requireMedianLike(recovery.start(), recovery.silences());
    Silence.requireMedianBelow(Duration.ofSeconds(5), recovery.silences());
    Silence.requireWorstBelow(Duration.ofSeconds(15), recovery.silences());
  }

  /**
   * What the encoder knows, the classes and the columns grow between the kills. How long a recovery
   * takes is measured above.
   */
  @Test
  void shouldGiveWhatAnUndisturbedRunGivesOnRecordsOfAnyShape() throws Exception {
    long seed = seed();
    String[] arguments = {"--learners=data", "--label=outcome", "--id=key"};
    killAndCompare(new Scene(4, 5, 20_000, 1_500, new MixedRecords(seed), arguments), seed);
  }

  private static long seed() {
    long seed = Long.getLong("gyre.seed", System.nanoTime());
    System.out.println("seed " + seed + " (again with -Dgyre.seed=" + seed + ")");
    return seed;
  }

  /**
   * How long nothing was answered.
   *
   * @param start until the first answer of all
   * @param silences after each kill, sorted
   */
  private record Recovery(Duration start, List<Duration> silences) {}

  private Recovery killAndCompare(Scene scene, long seed) throws Exception {
    int learners = scene.learners();
    TopicNames names = TopicNames.standard();
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, PARTITIONS);
      List<Duration> silences;
      Duration start;
      long sent;
      long wanted;
      Answers answers;
      try (PointStream stream =
              new PointStream(cluster.servers(), names.points(), PARTITIONS, scene.records());
          AnswerFollower follower = new AnswerFollower(cluster.servers(), names.predictions())) {
        AtomicBoolean killing = new AtomicBoolean(true);
        Thread sending = stream.sendInBackground(scene.points(), scene.perSecond(), killing::get);
        long started = System.nanoTime();
        JavaProcess learner = cluster.learn("gyre", "state", scene.arguments());
        follower.await(1, Duration.ofSeconds(60));
        start = Duration.ofNanos(System.nanoTime() - started);
        System.out.printf("first answer %.1f s after the first start%n", start.toMillis() / 1000.0);
        silences = killAgainAndAgain(scene, learner, cluster, follower, new Random(seed));
        killing.set(false);
        sending.join();
        stream.closeWindows();
        sent = stream.sent();
        wanted = (sent + PARTITIONS) * learners;
        follower.await(wanted, Duration.ofSeconds(120));
        answers = follower.stop();
      }
      Silence.report("kill -9 and restart", silences);

      Map<Integer, Long> points = Map.of(0, (sent + 1) / 2 + 1, 1, sent / 2 + 1);
      assertThat(answers.faults(points, learners)).isEmpty();
      Outputs disturbed = new Outputs(cluster.servers(), names);
      Outputs reference = Reference.run(cluster, names, PARTITIONS, wanted, scene.arguments());
      assertThat(disturbed.digests()).isEqualTo(reference.digests()).hasSize(PARTITIONS * learners);
      assertThat(answers.differences(reference.answers())).isEmpty();
      assertWindows(disturbed.closedWindows(), sent, learners);
      assertThat(disturbed.closedWindows()).isEqualTo(reference.closedWindows());

      return new Recovery(start, silences);
    }
  }

  /**
   * The killed instance still has its place in the group, and would not be told of what the new
   * learner needs.
   */
  @Test
  void shouldTakeInANewLearnerRightAfterAKill() throws Exception {
    TopicNames names = TopicNames.standard();
    String one = "{\"name\": \"one\", \"kind\": \"logistic\", \"learningRate\": 1}";
    Path first = Files.writeString(folder.resolve("first.json"), "[" + one + "]");
    Path second =
        Files.writeString(
            folder.resolve("second.json"), "[" + one + ", " + one.replace("one", "two") + "]");
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 1);
          AnswerFollower follower = new AnswerFollower(cluster.servers(), names.predictions())) {
        stream.send(2_000, 0);
        JavaProcess learner = cluster.learn("gyre", "state", "--learners=" + first);
        follower.await(2_000, Duration.ofSeconds(60));

        learner.kill();
        cluster.learn("gyre", "state", "--learners=" + second);
        stream.send(1_000, 0);

        follower.await(2_000 + 2 * 1_000, Duration.ofSeconds(60));
        assertThat(follower.stop().count()).isEqualTo(2_000 + 2 * 1_000);
      }
    }
  }

  /**
   * Kills at random moments after the last kill has been overcome; returns the silences, sorted.
   */
  private static List<Duration> killAgainAndAgain(
      Scene scene, JavaProcess learner, TestCluster cluster, AnswerFollower follower, Random random)
      throws InterruptedException {
    List<Duration> silences = new ArrayList<>();
    for (int kill = 0; kill < scene.kills(); kill++) {
      Thread.sleep(200 + random.nextInt(1_500));
      long killed = System.nanoTime();
      learner.kill();
      learner = cluster.learn("gyre", "state", scene.arguments());
      silences.add(Silence.after(killed, follower, PARTITIONS));
    }
    return silences;
  }

  /** Each window has exactly one record, in order, and the step never falls. */
  private static void assertWindows(Map<String, List<Metrics>> windows, long sent, int learners) {
    assertThat(windows).hasSize(PARTITIONS * learners);
    windows.forEach(
        (learner, metrics) -> {
          long first = metrics.get(0).windowStart();
          // The second point is the first of its partition: each has one in every window.
          long count = (sent + PointStream.STAMPED_PER_SECOND - 2) / PointStream.STAMPED_PER_SECOND;
          assertThat(metrics)
              .as(learner)
              .extracting(Metrics::windowStart)
              .containsExactlyElementsOf(
                  LongStream.range(0, count).mapToObj(i -> first + i * 1000).toList());
          assertThat(metrics).as(learner).extracting(Metrics::step).isSorted();
        });
  }
}
