package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import io.gyre.broker.TestBroker;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.topic.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  @TempDir static Path folder;

  /** A bed whose learners have learned the first points and are stopped. */
  private static Bed learned(String application) {
    Bed bed = Bed.make(TestBroker.bootstrapServers(), application, folder, 1);
    bed.stream.send(POINTS, 0);
    bed.learn(POINTS * LEARNERS);
    return bed;
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
      long wanted = (2 * POINTS + 1) * LEARNERS;
      bed.learn(wanted);
      assertThat(bed.outputs().answers().faults(Map.of(0, 2L * POINTS + 1), LEARNERS)).isEmpty();
      assertThat(bed.outputs().digests()).isEqualTo(bed.loop().digests()).hasSize(LEARNERS);
    }
  }

  @Test
  @LongRunning
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

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
