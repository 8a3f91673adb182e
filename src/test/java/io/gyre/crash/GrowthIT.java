package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
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
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String ONE =
      "[{\"name\": \"logistic\", \"kind\": \"logistic\", \"learningRate\": 0.1}]";
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
    String what =
        "%d learners, %d units, %d features, memory %,d"
            .formatted(learners, hidden, features, memory);
    tell(
        what,
        learners(learners, kind, hidden, memory),
        points,
        "-changelog",
        (stream, count) -> send(stream, features, count),
        "--features=" + features,
        "--predictions=1/100");
  }

  /** What points that wait for their labels take, and how long it takes to restore them. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_000_000})
  void shouldTellWhatWaitingPointsCost(int points) throws Exception {
    tell(
        "waiting",
        ONE,
        points,
        "-waiting-changelog",
        this::sendWaiting,
        "--late-labels",
        "--waiting=2000000");
  }

  /** What so many values of a key take, each with one point, and how long restoring them takes. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_000_000})
  void shouldTellWhatKeysCost(int values) throws Exception {
    tell(
        "keys",
        ONE,
        values,
        "-keys-changelog",
        this::sendKeys,
        "--key=features.0",
        "--max-keys=2000000");
  }

  /**
   * @param changelogs how the names end of those that are weighed
   * @param send sends so many points
   */
  private void tell(
      String what,
      String learners,
      int points,
      String changelogs,
      BiConsumer<PointStream, Integer> send,
      String... more)
      throws Exception {
    Path file = Files.writeString(folder.resolve("learners.json"), learners);
    String[] arguments =
        Stream.concat(Stream.of("--learners=" + file, "--no-http"), Stream.of(more))
            .toArray(String[]::new);
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 1)) {
        JavaProcess learner = cluster.learn("gyre", "state", arguments);
        long started = System.nanoTime();
        send.accept(stream, points);
        cluster.awaitRead(sent, PATIENCE);
        double seconds = (System.nanoTime() - started) / 1e9;
        Vitals vitals = Vitals.of(learner);
        long state = Vitals.diskBytes(folder.resolve("state").resolve("streams"), "");
        long changelog = Vitals.diskBytes(folder.resolve("broker"), changelogs);

        long killed = System.nanoTime();
        learner.kill();
        learner = cluster.learn("gyre", "state", arguments);
        send.accept(stream, 1);
        cluster.awaitRead(sent, PATIENCE);
        double silence = (System.nanoTime() - killed) / 1e9;

        System.out.printf(
            "| %s | %,d points | heap %d MiB | resident %d MiB | state %,d KiB | changelog %,d KiB, %,d bytes a point | sent and learned in %.1f s | silence %.1f s |%n",
            what,
            points,
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
