package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What more learners, hidden units, features, memory, waiting points and keys cost: memory of the
 * process, size of the state, and how long a kill -9 silences it, which is how long restoring
 * takes.
 */
@Tag("processes")
@LongRunning
class GrowthIT {

  private static final int STAMPED_PER_SECOND = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LONG_PATIENCE = Duration.ofMinutes(10);
  private static final int WAITING_FIELDS = 16;

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();
  private final PointJson json = new PointJson();
  private final Random random = new Random(1);
  private int sent;

  @ParameterizedTest
  @CsvSource({
    // learners, kind, hidden, features, memory, points
    "1, network, 4, 2, 64, 20000",
    "10, network, 4, 2, 64, 20000",
    "50, network, 4, 2, 64, 20000",
    "1, network, 64, 2, 64, 20000",
    "1, network, 1024, 2, 64, 10000",
    "1, network, 4096, 2, 64, 5000",
    "1, network, 4, 100, 64, 10000",
    "1, network, 4, 1000, 64, 3000",
    "1, network, 4, 10000, 64, 600",
    "1, network, 16, 2, 20000, 40000",
    "1, network, 16, 2, 200000, 250000",
  })
  void shouldTellWhatItCosts(
      int learners, String kind, int hidden, int features, int memory, int points)
      throws Exception {
    Path file = folder.resolve("learners.json");
    Files.writeString(file, learners(learners, kind, hidden, memory));
    String[] arguments = {
      "--learners=" + file, "--features=" + features, "--no-http", "--predictions=1/100"
    };
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 1);
          AnswerFollower follower =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        JavaProcess learner = cluster.learn("gyre", "state", arguments);
        long started = System.nanoTime();
        send(stream, features, points);
        follower.await(learners * (points / 100L), PATIENCE);
        double seconds = (System.nanoTime() - started) / 1e9;
        Vitals vitals = Vitals.of(learner);
        long state = Vitals.diskBytes(folder.resolve("state").resolve("streams"), "") >> 10;
        long changelogs = Vitals.diskBytes(folder.resolve("broker"), "-changelog") >> 10;

        long killed = System.nanoTime();
        learner.kill();
        learner = cluster.learn("gyre", "state", arguments);
        long before = follower.count();
        send(stream, features, 200);
        follower.await(before + learners, PATIENCE);
        double silence = (System.nanoTime() - killed) / 1e9;

        System.out.printf(
            "| %d | %d | %d | %,d | %d MiB | %d MiB | %,d KiB | %,d KiB | %.1f s | %.1f s |%n",
            learners,
            hidden,
            features,
            memory,
            vitals.heapKiB() >> 10,
            vitals.residentKiB() >> 10,
            state,
            changelogs,
            seconds,
            silence);
        learner.terminate();
        assertThat(learner.exitCode()).as(learner.output()).isZero();
      }
    }
  }

  /** What points that wait for their labels take, and how long it takes to restore them. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_000_000})
  void shouldTellWhatWaitingPointsCost(int points) throws Exception {
    tellWhatAreRemembered(
        points, "waiting", this::sendWaiting, "--late-labels", "--waiting=2000000");
  }

  /** What so many values of a key take, each with one point, and how long restoring them takes. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_000_000})
  void shouldTellWhatKeysCost(int values) throws Exception {
    tellWhatAreRemembered(values, "keys", this::sendKeys, "--key=features.0", "--max-keys=2000000");
  }

  private void tellWhatAreRemembered(
      int points, String store, BiConsumer<PointStream, Integer> send, String... more)
      throws Exception {
    Path file = folder.resolve("learners.json");
    Files.writeString(
        file,
        """
        [{"name": "logistic", "kind": "logistic", "learningRate": 0.1}]
        """);
    String[] arguments =
        Stream.concat(Stream.of("--learners=" + file, "--no-http"), Stream.of(more))
            .toArray(String[]::new);
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 1);
          Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.servers()))) {
        JavaProcess learner = cluster.learn("gyre", "state", arguments);
        long started = System.nanoTime();
        send.accept(stream, points);
        awaitLearned(admin, learner);
        double seconds = (System.nanoTime() - started) / 1e9;
        Vitals vitals = Vitals.of(learner);
        long state = Vitals.diskBytes(folder.resolve("state").resolve("streams"), "");
        long changelog = Vitals.diskBytes(folder.resolve("broker"), "-" + store + "-changelog");

        long killed = System.nanoTime();
        learner.kill();
        learner = cluster.learn("gyre", "state", arguments);
        send.accept(stream, 1);
        awaitLearned(admin, learner);
        double silence = (System.nanoTime() - killed) / 1e9;

        System.out.printf(
            "| %,d %s | heap %d MiB | resident %d MiB | state %,d KiB | changelog %,d KiB, %,d bytes a point | sent and learned in %.1f s | silence %.1f s |%n",
            points,
            store,
            vitals.heapKiB() >> 10,
            vitals.residentKiB() >> 10,
            state >> 10,
            changelog >> 10,
            changelog / points,
            seconds,
            silence);
        learner.terminate();
        assertThat(learner.exitCode()).as(learner.output()).isZero();
      }
    }
  }

  private void sendWaiting(PointStream stream, int count) {
    for (int i = 0; i < count; i++, sent++) {
      double[] x =
          random.doubles(WAITING_FIELDS, -1, 1).map(v -> Math.rint(v * 1000) / 1000).toArray();
      stream.sendTo(0, 1_700_000_000_000L + sent, json.write(new Point("p-" + sent, x, null)));
    }
  }

  private void sendKeys(PointStream stream, int count) {
    for (int i = 0; i < count; i++, sent++) {
      double[] x = {sent, random.nextInt(10_000) / 100.0};
      byte[] value = json.write(new Point("p-" + sent, x, Label.of(random.nextInt(2))));
      stream.sendTo(0, 1_700_000_000_000L + sent, value);
    }
  }

  private void awaitLearned(Admin admin, JavaProcess learner) {
    Awaitility.await("%,d points learned and committed".formatted(sent))
        .atMost(LONG_PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              assertThat(learner.isAlive()).as(learner.output()).isTrue();
              return new ClusterAdmin(admin)
                      .group("gyre")
                      .committed(names.points())
                      .getOrDefault(0, 0L)
                  >= sent;
            });
  }

  private static String learners(int count, String kind, int hidden, int memory) {
    StringBuilder list = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      list.append(i == 0 ? "" : ",")
          .append(
              "{\"name\":\"l%d\",\"kind\":\"%s\",\"hidden\":%d,\"learningRate\":0.01,\"batch\":64,\"memory\":%d}"
                  .formatted(i, kind, hidden, memory));
    }
    return list.append("]").toString();
  }

  private void send(PointStream stream, int features, int count) {
    for (int i = 0; i < count; i++, sent++) {
      double[] x = random.doubles(features, -1, 1).map(v -> Math.rint(v * 1000) / 1000).toArray();
      byte[] value = json.write(new Point("p-" + sent, x, Label.of(x[0] > 0 ? 1 : 0)));
      stream.sendTo(0, 1_700_000_000_000L + 1000L * sent / STAMPED_PER_SECOND, value);
    }
  }
}
