package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * A learner that is killed at random moments while records come, beside one that never is.
 *
 * @param learners how many there are
 * @param records the value of record i
 * @param arguments of {@code gyre learn}
 */
record KillScene(
    int learners,
    int kills,
    long points,
    int perSecond,
    LongFunction<byte[]> records,
    String... arguments) {

  private static final int PARTITIONS = 2;

  /** Printed, so that a run can be repeated. */
  static long seed() {
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
  record Recovery(Duration start, List<Duration> silences) {}

  /** Kills, and fails unless everything that came out is what comes out undisturbed. */
  Recovery killAndCompare(Path folder, long seed) throws Exception {
    TopicNames names = TopicNames.standard();
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, PARTITIONS);
      List<Duration> silences;
      Duration start;
      long sent;
      long wanted;
      Answers answers;
      try (PointStream stream =
              new PointStream(cluster.servers(), names.points(), PARTITIONS, records);
          AnswerFollower follower =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        AtomicBoolean killing = new AtomicBoolean(true);
        Thread sending = stream.sendInBackground(points, perSecond, killing::get);
        long started = System.nanoTime();
        JavaProcess learner = cluster.learn("gyre", "state", arguments);
        follower.await(1, Duration.ofSeconds(60));
        start = Duration.ofNanos(System.nanoTime() - started);
        System.out.printf("first answer %.1f s after the first start%n", start.toMillis() / 1000.0);
        silences = killAgainAndAgain(learner, cluster, follower, new Random(seed));
        killing.set(false);
        sending.join();
        stream.closeWindows();
        sent = stream.sent();
        wanted = (sent + PARTITIONS) * learners;
        follower.await(wanted, Duration.ofSeconds(120));
        answers = follower.stop();
      }
      Silence.report("kill -9 and restart", silences);

      Map<Integer, Long> perPartition = Map.of(0, (sent + 1) / 2 + 1, 1, sent / 2 + 1);
      assertThat(answers.faults(perPartition, learners)).isEmpty();
      Outputs disturbed = new Outputs(cluster.servers(), names);
      Outputs reference = Reference.run(cluster, names, PARTITIONS, wanted, arguments);
      assertThat(disturbed.digests()).isEqualTo(reference.digests()).hasSize(PARTITIONS * learners);
      assertThat(answers.differences(reference.answers())).isEmpty();
      System.out.printf("%,d points were sent%n", sent);
      assertThat(disturbed.closedWindows()).isEqualTo(reference.closedWindows());
      assertWindows(disturbed.closedWindows(), sent, learners);

      return new Recovery(start, silences);
    }
  }

  /**
   * Kills at random moments after the last kill has been overcome; returns the silences, sorted.
   */
  private List<Duration> killAgainAndAgain(
      JavaProcess learner, TestCluster cluster, AnswerFollower follower, Random random)
      throws InterruptedException {
    List<Duration> silences = new ArrayList<>();
    for (int kill = 0; kill < kills; kill++) {
      Thread.sleep(200 + random.nextInt(1_500));
      long killed = System.nanoTime();
      learner.kill();
      learner = cluster.learn("gyre", "state", arguments);
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
          // The last may hold few points, and none with a label: then nothing is told of it.
          assertThat(count - metrics.size()).as(learner).isBetween(0L, 1L);
          assertThat(metrics)
              .as(learner)
              .extracting(Metrics::windowStart)
              .containsExactlyElementsOf(
                  LongStream.range(0, metrics.size()).mapToObj(i -> first + i * 1000).toList());
          assertThat(metrics).as(learner).extracting(Metrics::step).isSorted();
        });
  }
}
