package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.LongRunning;
import io.gyre.Patience;
import io.gyre.TestPorts;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import io.gyre.version.VersionTopic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away and comes back; learners wait, in silence, and lose nothing. */
@Tag("processes")
@LongRunning
class BrokerIT {

  private static final int LEARNERS = 4;

  /** Of log, while the broker is away: those of a change, not of each attempt. */
  private static final int FEW_LINES = 30;

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();

  @Test
  void shouldGoOnWhenTheBrokerIsBackAfter70SecondsAndBounces() throws Exception {
    disturb(Duration.ofSeconds(70), 5, FEW_LINES);
  }

  /** A run fails while its transaction can be ended by nobody. */
  @Test
  void shouldOutlastABrokerThatIsAwayForLongerThanItsClientsWait() throws Exception {
    Path impatient =
        Files.write(
            folder.resolve("impatient.properties"),
            List.of(
                "producer.max.block.ms=4000",
                "producer.delivery.timeout.ms=4000",
                "producer.linger.ms=0",
                "request.timeout.ms=3000",
                "default.api.timeout.ms=4000",
                "task.timeout.ms=1000"));
    // Kafka Streams logs the traces of what fails, once.
    disturb(Duration.ofSeconds(60), 1, 500, "--command-config", impatient.toString());
  }

  private void disturb(Duration away, int bounces, int mostLines, String... options)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 1);
      cluster.killBroker();
      JavaProcess learner = cluster.learn("gyre", "state", options);
      await().until(() -> learner.output().contains("Waiting for"));
      cluster.startBroker();

      long points = 0;
      VersionTopic versions = new VersionTopic(ClusterAccess.local(cluster.servers()), "gyre");
      List<String> asked = new ArrayList<>();
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 3);
          AnswerFollower follower =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        stream.send(points += 5_000, 0);
        follower.await(points * LEARNERS, Patience.TIME);
        long linesBefore = learner.log().lines().count();
        long memoryBefore = Vitals.residentKiB(learner);

        // Points are waiting: they are sent before the learner can have read them all.
        stream.send(20_000, 0);
        points += 20_000;
        asked.add("away");
        versions.request("away");
        cluster.killBroker();
        Thread.sleep(away.toMillis());
        long lines = learner.log().lines().count() - linesBefore;
        System.out.printf("broker away for %s: %d lines of log%n", away, lines);
        learner.log().lines().skip(linesBefore).forEach(System.out::println);
        assertThat(lines).as("lines of log:%n%s", learner.log()).isLessThan(mostLines);
        cluster.startBroker();
        for (int bounce = 0; bounce < bounces; bounce++) {
          long back = System.nanoTime();
          long before = follower.count();
          stream.send(2_000, 0);
          points += 2_000;
          follower.await(before + 1, Patience.TIME);
          System.out.printf(
              "answers %.1f s after the broker was back%n", (System.nanoTime() - back) / 1e9);
          asked.add("bounce-" + bounce);
          versions.request("bounce-" + bounce);
          cluster.killBroker();
          cluster.startBroker();
        }
        stream.closeWindows();
        follower.await((points + 1) * LEARNERS, Duration.ofSeconds(120));
        long memory = Vitals.residentKiB(learner);
        System.out.printf("resident %d MiB, then %d MiB%n", memoryBefore >> 10, memory >> 10);
        assertThat(memory).isLessThan(memoryBefore + (200 << 10));
        assertThat(follower.stop().faults(Map.of(0, points + 1), LEARNERS)).isEmpty();
      }
      assertThat(learner.output().lines().filter(line -> line.contains("Waiting for"))).hasSize(1);
      assertThat(learner.output().lines().count())
          .as(learner.output())
          .isLessThan(10 + 4L * bounces);
      await("all versions").until(() -> versions.list().requests().isEmpty());
      learner.terminate();
      assertThat(learner.exitCode()).as(learner.output()).isZero();
      Outputs outputs = new Outputs(cluster.servers(), names);
      TopicLoop loop = loop(cluster);
      Bed.requireVersions(outputs, "gyre", asked, loop, outputs.read(names.points()), false);
      assertThat(outputs.digests()).isEqualTo(loop.digests());
    }
  }

  /** The plain loop before the first point. */
  private TopicLoop loop(TestCluster cluster) throws Exception {
    FoldSettings settings =
        new FoldSettings(LearnerPresets.SPIRALS.learners(), WindowSettings.standard());
    String topic = names.points();
    Uuid id =
        cluster.admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().topicId();
    return new TopicLoop(settings).direct(List.of(), id.toString());
  }

  @Test
  void shouldBeUpAgainWhenBrokerAndLearnersAreKilledTogether() throws Exception {
    int port = TestPorts.reserve();
    String servers = "127.0.0.1:" + port;
    List<String> up =
        List.of(
            "up",
            "--data",
            folder.resolve("up").toString(),
            "--kafka-port",
            Integer.toString(port));
    List<Duration> silences = new ArrayList<>();
    JavaProcess process = JavaProcess.gyre(folder, up);
    try {
      JavaProcess first = process;
      await().until(() -> first.output().contains("Ctrl-C stops."));
      try (AnswerFollower follower = new AnswerFollower(servers, names.of(Topic.PREDICTIONS))) {
        follower.await(1, Patience.TIME);
        for (int kill = 0; kill < 10; kill++) {
          Thread.sleep(5_000);
          long killed = System.nanoTime();
          process.kill();
          process = JavaProcess.gyre(folder, up);
          silences.add(Silence.after(killed, follower, 1));
        }
        HangingTransactions.awaitNone(servers);
        assertThat(follower.stop().faultsSoFar()).isEmpty();
      }
      process.terminate();
      assertThat(process.exitCode()).as(process.output()).isZero();
    } finally {
      process.close();
    }
    Silence.report("a kill -9 of broker and learners", silences);
  }
}
