package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.LongRunning;
import io.gyre.Patience;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances of one application take over each other's work, and nobody can tell by the outputs. */
@Tag("processes")
class TwoInstancesIT {

  private static final int PARTITIONS = 2;
  private static final int LEARNERS = 4;
  private static final int RATE = 800;
  private static final String GROUP = "gyre";

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();
  private final List<Duration> kills = new ArrayList<>();
  private final List<Duration> stops = new ArrayList<>();
  private TestCluster cluster;
  private AnswerFollower follower;

  @Test
  void shouldTakeOverWithoutLossOrDoubles() throws Exception {
    takeTurns(1, 15_000, "--per-partition");
  }

  @Test
  @LongRunning
  void shouldTakeOverAgainAndAgain() throws Exception {
    takeTurns(4, 300_000, "--per-partition");
  }

  @Test
  @LongRunning
  void shouldTakeOverAgainAndAgainWithStandbys() throws Exception {
    takeTurns(4, 300_000, "--per-partition", "--command-config", standbys());
  }

  private String standbys() throws IOException {
    return Files.writeString(folder.resolve("standbys"), "num.standby.replicas=1\n").toString();
  }

  /** In each round one instance is killed, a third joins, and one is stopped. */
  private void takeTurns(int rounds, long points, String... arguments) throws Exception {
    try (TestCluster started = TestCluster.start(folder)) {
      cluster = started;
      cluster.createTopics(names, PARTITIONS);
      long sent;
      long wanted;
      Answers answers;
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), PARTITIONS, 7);
          AnswerFollower following =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        follower = following;
        // Each turn waits for answers, so points must come for as long as turns are taken.
        AtomicBoolean taking = new AtomicBoolean(true);
        Thread sending = stream.sendInBackground(points, RATE, taking::get);
        List<JavaProcess> running = new ArrayList<>();
        running.add(cluster.learn(GROUP, "a", arguments));
        running.add(cluster.learn(GROUP, "b", arguments));
        for (int round = 0; round < rounds; round++) {
          awaitMembers(2);
          takeTurn(running, "c" + round, arguments);
        }
        // Stopped before it listens for that, it would end as the signal alone ends it.
        JavaProcess last = running.get(running.size() - 1);
        await().until(() -> last.output().contains("Learning from"));
        taking.set(false);
        sending.join();
        stream.closeWindows();
        sent = stream.sent();
        wanted = (sent + PARTITIONS) * LEARNERS;
        follower.await(wanted, Duration.ofSeconds(120));
        answers = follower.stop();
        stopAll(running);
      }
      Silence.report("a kill -9 without a restart", kills);
      Silence.report("a clean stop, " + arguments.length / 2 + " standbys", stops);
      compare(answers, sent, wanted);
    }
  }

  private void takeTurn(List<JavaProcess> running, String third, String... arguments) {
    long killed = System.nanoTime();
    running.remove(0).kill();
    kills.add(Silence.after(killed, follower, PARTITIONS));
    running.add(cluster.learn(GROUP, third, arguments));
    awaitMembers(2);
    long stopped = System.nanoTime();
    JavaProcess stopping = running.remove(0);
    stopping.terminate();
    assertThat(stopping.exitCode()).as(stopping.output()).isZero();
    stops.add(Silence.after(stopped, follower, PARTITIONS));
    running.add(cluster.learn(GROUP, third + "-again", arguments));
  }

  private void awaitMembers(int wanted) {
    try (Admin admin = cluster.admin()) {
      await("%d members".formatted(wanted))
          .pollInterval(Duration.ofMillis(100))
          // The group is there once its first member has asked to join.
          .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupIdNotFoundException)
          .until(
              () ->
                  admin
                          .describeConsumerGroups(List.of(GROUP))
                          .describedGroups()
                          .get(GROUP)
                          .get()
                          .members()
                          .stream()
                          .filter(member -> !member.assignment().topicPartitions().isEmpty())
                          .count()
                      >= wanted);
    }
    follower.awaitAnswersSince(System.nanoTime(), PARTITIONS, Patience.TIME);
  }

  private static void stopAll(List<JavaProcess> running) {
    running.forEach(JavaProcess::terminate);
    running.forEach(instance -> assertThat(instance.exitCode()).as(instance.output()).isZero());
  }

  private void compare(Answers answers, long sent, long wanted) throws InterruptedException {
    Map<Integer, Long> points = Map.of(0, (sent + 1) / 2 + 1, 1, sent / 2 + 1);
    assertThat(answers.faults(points, LEARNERS)).isEmpty();
    Outputs disturbed = new Outputs(cluster.servers(), names);
    Outputs reference = Reference.run(cluster, names, PARTITIONS, wanted, "--per-partition");
    assertThat(disturbed.digests()).isEqualTo(reference.digests()).hasSize(PARTITIONS * LEARNERS);
    assertThat(answers.differences(reference.answers())).isEmpty();
    assertThat(disturbed.closedWindows()).isEqualTo(reference.closedWindows());
  }
}
